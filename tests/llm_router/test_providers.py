# ruff: noqa: E501, F811  a shape reads best on few lines; fixtures are asked for by name
"""Each provider's errors, in the shape in which it sends them: what they are about, and what is to be mended.

The shapes are written by us after what the providers document and what users report; the source stands above each.
"""

from __future__ import annotations

import json

import openai
import pytest
from support.bad_server import MESSAGES, http, ok
from support.router import environ, fallback, forgetful_router, server  # noqa: F401  fixtures
from support.streams import DONE, STOP, data, event, read, sse

import llm_router


def chat(env, **options):
    return llm_router.chat_complete(MESSAGES, environ=env, **options)


def openai_error(message, *, code=None, kind="invalid_request_error", param=None):
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def google_error(code, message, status, *details):
    return [{"error": {"code": code, "message": message, "status": status, "details": list(details)}}]


def google_detail(kind, **fields):
    return {"@type": f"type.googleapis.com/google.rpc.{kind}", **fields}


# (provider and case, status, body, kind, variable, in the sentence)
REFUSALS = [
    # https://platform.openai.com/docs/guides/error-codes
    ("OpenAI: key", 401, openai_error("Incorrect API key provided: sk-abc***xyz.", code="invalid_api_key"), "auth"),
    ("OpenAI: model", 404, openai_error("The model `x` does not exist or you do not have access to it.",
        code="model_not_found"), "gone"),
    ("OpenAI: quota", 429, openai_error("You exceeded your current quota, please check your plan and billing details.",
        code="insufficient_quota", kind="insufficient_quota"), "quota"),
    ("OpenAI: rate", 429, openai_error("Rate limit reached for gpt-4o in organization org-x on requests per min (RPM): "
        "Limit 3, Used 3, Requested 1. Please try again in 20s.", code="rate_limit_exceeded", kind="requests"), "busy"),
    ("OpenAI: too long", 400, openai_error("This model's maximum context length is 128000 tokens. However, your "
        "messages resulted in 200001 tokens. Please reduce the length of the messages.", param="messages",
        code="context_length_exceeded"), "too-long"),
    ("OpenAI: too large for the rate", 429, openai_error("Request too large for gpt-4o on tokens per min (TPM): Limit "
        "30000, Requested 40000.", code="rate_limit_exceeded", kind="tokens"), "too-long"),
    ("OpenAI: max_tokens", 400, openai_error("max_tokens is too large: 50000. This model supports at most 16384 "
        "completion tokens, whereas you provided 50000.", param="max_tokens", code="invalid_value"), "max-tokens"),
    ("OpenAI: region", 403, openai_error("Country, region, or territory not supported",
        code="unsupported_country_region_territory", kind="request_forbidden"), "region"),
    ("OpenAI: policy", 400, openai_error("Invalid prompt: your prompt was flagged as potentially violating our usage "
        "policy.", code="invalid_prompt"), "filter"),
    # https://learn.microsoft.com/azure/ai-services/openai/concepts/content-filter
    ("Azure: filter", 400, {"error": {"message": "The response was filtered due to the prompt triggering Azure OpenAI's "
        "content management policy.", "type": None, "param": "prompt", "code": "content_filter", "status": 400,
        "innererror": {"code": "ResponsibleAIPolicyViolation", "content_filter_result": {"hate": {"filtered": True}}}}},
        "filter"),
    ("Azure: deployment", 404, {"error": {"code": "DeploymentNotFound", "message": "The API deployment for this resource "
        "does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again."}},
        "gone"),
    ("Azure: key", 401, {"error": {"code": "401", "message": "Access denied due to invalid subscription key or wrong API "
        "endpoint."}}, "auth"),
    ("Azure: resource", 404, {"error": {"code": "404", "message": "Resource not found"}}, "url"),
    ("Azure: rate", 429, {"error": {"code": "429", "message": "Requests to the ChatCompletions_Create Operation have "
        "exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 7 seconds."}}, "busy"),
    # https://ai.google.dev/gemini-api/docs/openai, https://ai.google.dev/gemini-api/docs/troubleshooting
    ("Gemini: key", 400, google_error(400, "API key not valid. Please pass a valid API key.", "INVALID_ARGUMENT",
        google_detail("ErrorInfo", reason="API_KEY_INVALID", domain="googleapis.com")), "auth"),
    ("Gemini: model", 404, google_error(404, "models/x is not found for API version v1main, or is not supported for "
        "generateContent. Call ListModels to see the list of available models.", "NOT_FOUND"), "gone"),
    ("Gemini: too long", 400, google_error(400, "The input token count (1200000) exceeds the maximum number of tokens "
        "allowed (1048576).", "INVALID_ARGUMENT"), "too-long"),
    ("Gemini: free tier", 429, google_error(429, "You exceeded your current quota, please check your plan and billing "
        "details. Quota exceeded for metric: generate_content_free_tier_requests, limit: 15. Please retry in 20.4s.",
        "RESOURCE_EXHAUSTED", google_detail("RetryInfo", retryDelay="20s")), "busy"),
    ("Gemini: no free tier", 429, google_error(429, "You exceeded your current quota, please check your plan and billing "
        "details. Quota exceeded for metric: x, limit: 0. Please retry in 20s.", "RESOURCE_EXHAUSTED"), "quota"),
    ("Gemini: region", 400, google_error(400, "User location is not supported for the API use.", "FAILED_PRECONDITION"),
        "region"),
    # https://docs.anthropic.com/en/api/errors, https://docs.anthropic.com/en/api/openai-sdk
    ("Anthropic: key", 401, {"type": "error", "error": {"type": "authentication_error", "message": "invalid x-api-key"}},
        "auth"),
    ("Anthropic: credit", 400, {"type": "error", "error": {"type": "invalid_request_error", "message": "Your credit "
        "balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits."}},
        "quota"),
    ("Anthropic: too long", 400, {"type": "error", "error": {"type": "invalid_request_error", "message": "prompt is too "
        "long: 210000 tokens > 200000 maximum"}}, "too-long"),
    ("Anthropic: max_tokens", 400, {"type": "error", "error": {"type": "invalid_request_error", "message": "max_tokens: "
        "100000 > 8192, which is the maximum allowed number of output tokens for claude-x"}}, "max-tokens"),
    ("Anthropic: model", 404, {"type": "error", "error": {"type": "not_found_error", "message": "model: claude-x"}},
        "gone"),
    # https://docs.mistral.ai/api/, https://github.com/BerriAI/litellm/issues (Mistral's 422)
    ("Mistral: key", 401, {"message": "Unauthorized", "request_id": "x"}, "auth"),
    ("Mistral: model", 400, {"object": "error", "message": "Invalid model: x", "type": "invalid_model", "param": None,
        "code": "1500"}, "gone"),
    ("Mistral: too long", 400, {"object": "error", "message": "Prompt contains 40000 tokens and 0 draft tokens, too large "
        "for model with 32768 maximum context length", "type": "invalid_request_error", "code": "3051"}, "too-long"),
    ("Mistral: rate", 429, {"message": "Requests rate limit exceeded"}, "busy"),
    # https://api-docs.deepseek.com/quick_start/error_codes
    ("DeepSeek: balance", 402, openai_error("Insufficient Balance", code="invalid_request_error", kind="unknown_error"),
        "quota"),
    ("DeepSeek: model", 400, openai_error("Model Not Exist", code="invalid_request_error"), "gone"),
    ("DeepSeek: max_tokens", 400, openai_error("Invalid max_tokens value, the valid range of max_tokens is [1, 8192]",
        code="invalid_request_error"), "max-tokens"),
    # https://console.groq.com/docs/errors
    ("Groq: size", 413, openai_error("Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested "
        "9000, please reduce your message size and try again.", code="rate_limit_exceeded", kind="tokens"), "too-long"),
    ("Groq: flex", 498, openai_error("Flex tier capacity exceeded", code="capacity_exceeded"), "busy"),
    ("Groq: retired", 400, openai_error("The model `x` has been decommissioned and is no longer supported.",
        code="model_decommissioned"), "gone"),
    ("Groq: max_tokens", 400, openai_error("`max_tokens` must be less than or equal to `8192`, the maximum value for "
        "`max_tokens` is less than the `context_window` for this model", param="max_tokens"), "max-tokens"),
    # https://openrouter.ai/docs/api-reference/errors
    ("OpenRouter: credits", 402, {"error": {"code": 402, "message": "This request requires more credits, or fewer "
        "max_tokens. You requested up to 4096 tokens, but can only afford 12."}}, "quota"),
    ("OpenRouter: model", 404, {"error": {"code": 404, "message": "No endpoints found for x/y."}}, "gone"),
    ("OpenRouter: model's name", 400, {"error": {"code": 400, "message": "x is not a valid model ID"}}, "gone"),
    ("OpenRouter: moderation", 403, {"error": {"code": 403, "message": "Your chosen model requires moderation and your "
        'input was flagged for "violence".', "metadata": {"reasons": ["violence"], "flagged_input": "..."}}}, "filter"),
    ("OpenRouter: the provider's", 400, {"error": {"code": 400, "message": "Provider returned error", "metadata": {
        "raw": json.dumps(openai_error("This model's maximum context length is 8192 tokens.")), "provider_name": "X"}}},
        "too-long"),
    # https://deepinfra.com/docs
    ("DeepInfra: model", 404, {"detail": {"error": "Model is not available"}}, "gone"),
    ("DeepInfra: key", 401, {"detail": "Invalid token"}, "auth"),
    # https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
    ("vLLM: model", 404, {"object": "error", "message": "The model `x` does not exist.", "type": "NotFoundError",
        "param": None, "code": 404}, "gone"),
    ("vLLM: too long", 400, {"object": "error", "message": "This model's maximum context length is 4096 tokens. However, "
        "you requested 5000 tokens (4900 in the messages, 100 in the completion).", "type": "BadRequestError",
        "param": None, "code": 400}, "too-long"),
    ("vLLM: max_tokens", 400, {"error": {"message": "'max_tokens' or 'max_completion_tokens' is too large: 5000. This "
        "model's maximum context length is 4096 tokens and your request has 100 input tokens (5000 > 4096 - 100).",
        "type": "BadRequestError", "param": None, "code": 400}}, "max-tokens"),
    ("vLLM: key", 401, {"error": "Unauthorized"}, "auth"),
    # https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md
    ("llama.cpp: too long", 400, {"error": {"code": 400, "message": "request (5000 tokens) exceeds the available context "
        "size (4096 tokens), try increasing it", "type": "exceed_context_size_error", "n_prompt_tokens": 5000,
        "n_ctx": 4096}}, "too-long"),
    ("llama.cpp: key", 401, {"error": {"code": 401, "message": "Invalid API Key", "type": "authentication_error"}}, "auth"),
    ("llama.cpp: path", 404, {"error": {"code": 404, "message": "File Not Found", "type": "not_found_error"}}, "url"),
    # https://github.com/ollama/ollama/blob/main/docs/openai.md
    ("Ollama: model", 404, {"error": {"message": 'model "x" not found, try pulling it first', "type": "api_error",
        "param": None, "code": None}}, "gone"),
    ("Ollama: model, in short", 404, {"error": "model 'x' not found"}, "gone"),
    ("Ollama: path", 404, b"404 page not found", "url"),
    # https://lmstudio.ai/docs/app/api/endpoints/openai
    ("LM Studio: no model", 400, {"error": {"message": "No models loaded. Please load a model in the developer page or "
        "use the `lms load` command.", "type": "invalid_request_error", "param": "model", "code": "model_not_found"}},
        "gone"),
    ("LM Studio: path", 200, {"error": "Unexpected endpoint or method. (POST /chat/completions)"}, "url"),
    ("LM Studio: too long", 400, {"error": "Trying to keep the first 5000 tokens when context the overflows. However, the "
        "model is loaded with context length of only 4096 tokens, which is not enough."}, "too-long"),
    # https://docs.litellm.ai/docs/exception_mapping
    ("LiteLLM: model", 400, openai_error("{'error': '/chat/completions: Invalid model name passed in model=x. Call "
        "`/v1/models` to view available models for your key.'}", code="400"), "gone"),
    ("LiteLLM: budget", 400, openai_error("ExceededBudget: Crossed spend within budget. Budget has been exceeded! Current "
        "cost: 10.2, Max budget: 10.0", code="400", kind="budget_exceeded"), "quota"),
    ("LiteLLM: another's", 400, openai_error("litellm.ContextWindowExceededError: litellm.BadRequestError: OpenAIException "
        "- This model's maximum context length is 4096 tokens.", code="400", kind=None), "too-long"),
    ("LiteLLM: key", 401, openai_error("Authentication Error, Invalid proxy server token passed.", code="401",
        kind="auth_error"), "auth"),
    # https://developers.cloudflare.com/workers-ai/platform/errors/
    ("Cloudflare: key", 401, {"success": False, "errors": [{"code": 10000, "message": "Authentication error"}],
        "messages": [], "result": None}, "auth"),
    ("Cloudflare: model", 400, {"success": False, "errors": [{"code": 5007, "message": "No such model @cf/x or task"}],
        "messages": [], "result": {}}, "gone"),
    ("Cloudflare: allocation", 429, {"errors": [{"code": 3036, "message": "You have used up your daily free allocation of "
        "10,000 neurons."}]}, "quota"),
    # https://www.alibabacloud.com/help/en/model-studio/error-code
    ("DashScope: filter", 400, openai_error("Input data may contain inappropriate content.", code="data_inspection_failed"),
        "filter"),
    ("Anthropic: prompt and answer", 400, {"type": "error", "error": {"type": "invalid_request_error", "message": "input length and `max_tokens` exceed context limit: 199000 + 8192 > 200000, decrease input length or `max_tokens` and try again"}}, "too-long"),
    ("DeepSeek: filter", 400, openai_error("Content Exists Risk"), "filter"),
    # https://docs.z.ai/api-reference/api-code, https://platform.moonshot.ai/docs/api/chat#error-codes
    ("GLM: too long", 400, {"error": {"code": "1261", "message": "Prompt exceeds max length"}}, "too-long"),
    ("GLM: model", 400, {"error": {"code": "1211", "message": "Unknown Model, please check the model code."}}, "gone"),
    ("Kimi: too long", 400, openai_error("Invalid request: Your request exceeded model token limit: 131072"), "too-long"),
    ("Kimi: model", 404, openai_error("Not found the model x or Permission denied", kind="resource_not_found_error"), "gone"),
    ("Kimi: balance", 403, openai_error("Your account is suspended due to insufficient balance", kind="x"), "quota"),
    ("OpenAI: no chat", 404, openai_error("This is not a chat model and thus not supported in the v1/chat/completions endpoint."), "gone"),
    ("OpenAI: path", 404, openai_error("Invalid URL (POST /v1/v1/chat/completions)"), "url"),
    ("OpenAI: a part that it lacks", 400, openai_error("This model does not support image input."), "request"),
    ("DashScope: arrears", 400, openai_error("Access denied, please make sure your account is in good standing. "
        "Arrears.", code="Arrearage"), "quota"),
]  # fmt: skip
MEND = {
    "auth": "API_KEY",
    "quota": "API_KEY",
    "denied": "API_KEY",
    "gone": "MODEL",
    "too-long": "MODEL",
    "max-tokens": "MODEL",
    "filter": "MODEL",
    "url": "BASE_URL",
    "region": "BASE_URL",
    "busy": "TIMEOUT_S",
    "request": "MODEL",
}


@pytest.mark.parametrize(("case", "status", "body", "kind"), REFUSALS, ids=[row[0] for row in REFUSALS])
@pytest.mark.parametrize("is_stream", [False, True], ids=["chat", "stream"])
def test_a_providers_refusal_names_what_to_mend(server, environ, fallback, case, status, body, kind, is_stream):
    primary, seen = server(http(status, body)), []
    env = environ(primary, fallback, timeout_s=0.5)

    ask = read if is_stream else chat
    with pytest.raises(openai.APIStatusError) as caught:
        ask(env, on_attempt=seen.append)

    refusal = llm_router.refusal_of(caught.value)
    assert (refusal.kind, refusal.variable) == (kind, f"PRIMARY_OPENAI_{MEND[kind]}")
    assert (refusal.is_busy, refusal.is_too_long) == (kind == "busy", kind == "too-long")
    assert fallback.hits == 0
    # The server's own words are in the sentence and in the attempt's detail.
    told = [word for word in ("balance", "maximum context", "not found", "flagged") if word in str(body)]
    for word in told:
        assert word in refusal.sentence
        assert word in seen[0].detail


LIMITS = {"Anthropic: prompt and answer": 200000, "Kimi: too long": 131072, "OpenAI: too long": 128000, "OpenAI: too large for the rate": 30000, "Gemini: too long": 1048576,
    "Anthropic: too long": 200000, "Mistral: too long": 32768, "Groq: size": 6000, "OpenRouter: the provider's": 8192,
    "vLLM: too long": 4096, "llama.cpp: too long": 4096, "LM Studio: too long": 4096, "LiteLLM: another's": 4096,
    "OpenAI: model": None}  # fmt: skip


@pytest.mark.parametrize(("case", "limit"), LIMITS.items())
def test_the_limit_that_the_server_states_is_known(server, environ, case, limit):
    _, status, body, _ = next(row for row in REFUSALS if row[0] == case)

    with pytest.raises(openai.APIStatusError) as caught:
        llm_router.chat_complete(MESSAGES, environ=environ(server(http(status, body))))

    assert llm_router.refusal_of(caught.value).context_limit == limit


OUTAGES = [
    ("OpenAI", 503, openai_error("The engine is currently overloaded, please try again later", kind="server_error")),
    ("Anthropic", 529, {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded, sorry"}}),
    ("Gemini", 503, google_error(503, "The model is overloaded. Please try again later.", "UNAVAILABLE")),
    ("Ollama", 500, {"error": "model requires more system memory (19.2 GiB) than is available (7.6 GiB)"}),
    ("Cloudflare's edge", 502, b"<html><head><title>502 Bad gateway</title></head><body>x</body></html>"),
    ("Mistral", 503, {"object": "error", "message": "Service unavailable.", "type": "internal_server_error"}),
    ("OpenRouter, in a 200", 200, {"error": {"code": 502, "message": "Provider returned overloaded"}}),
    ("LiteLLM", 500, openai_error("litellm.InternalServerError: overloaded", code="500")),
    ("a status that is none", 600, {"error": "overloaded"}),
]


@pytest.mark.parametrize(("provider", "status", "body"), OUTAGES, ids=[row[0] for row in OUTAGES])
def test_a_providers_outage_fails_over_and_its_words_are_told(server, environ, fallback, provider, status, body):
    primary, seen = server(http(status, body)), []

    assert llm_router.chat_complete(MESSAGES, environ=environ(primary, fallback), on_attempt=seen.append)[0] == "cloud"

    words = ("overloaded", "Overloaded", "19.2 GiB", "502 Bad gateway", "Service unavailable")
    assert any(word in seen[0].detail for word in words)
    with pytest.raises(llm_router.AllBackendsFailed) as caught:
        llm_router.chat_complete(MESSAGES, environ=environ(primary))
    assert any(word in str(caught.value) for word in words)


MISTRAL_422 = {"object": "error", "message": {"detail": [{"type": "extra_forbidden", "loc": ["body", "stream_options"],
    "msg": "Extra inputs are not permitted", "input": {"include_usage": True}}]}, "type": "invalid_request_error"}  # fmt: skip
PARAMETERS = [
    ("Mistral", 422, MISTRAL_422, "stream_options"),
    ("Gemini", 400, google_error(400, 'Invalid JSON payload received. Unknown name "stream_options": Cannot find '
        "field.", "INVALID_ARGUMENT"), "stream_options"),
    ("OpenAI", 400, openai_error("Unsupported value: 'temperature' does not support 0.2 with this model. Only the default "
        "(1) value is supported.", param="temperature", code="unsupported_value"), "temperature"),
    ("DeepInfra", 405, {"detail": {"error": "json mode is not supported for this model"}}, "response_format"),
    ("DeepInfra, otherwise", 405, {"error": {"message": "response_format is not supported"}}, "response_format"),
    ("Groq", 400, openai_error("This model does not support response format `json_schema`. See supported models.",
        param="response_format"), "response_format"),
    ("DeepSeek", 400, openai_error("This response_format type is unavailable now"), "response_format"),
    ("LM Studio", 400, {"error": "'response_format.type' must be 'json_schema' or 'text'"}, "response_format"),
    ("OpenAI's newer models", 400, openai_error("Unsupported parameter: 'max_tokens' is not supported with this model. Use "
        "'max_completion_tokens' instead.", param="max_tokens", code="unsupported_parameter"), "max_tokens"),
    ("Azure's newer models", 400, {"error": {"message": "Unrecognized request argument supplied: max_tokens", "type":
        "invalid_request_error", "param": None, "code": None}}, "max_tokens"),
    ("LiteLLM", 400, openai_error("litellm.UnsupportedParamsError: groq does not support parameters: "
        "['response_format'], for model=x.", code="400", kind=None), "response_format"),
]  # fmt: skip


@pytest.mark.parametrize(("provider", "status", "body", "name"), PARAMETERS, ids=[row[0] for row in PARAMETERS])
def test_a_parameter_that_a_provider_refuses_is_left_out(server, environ, provider, status, body, name):
    primary, seen = server(http(status, body), sse(event("fine"), STOP, DONE)), []

    read(environ(primary), max_tokens=5, response_format={"type": "json_object"}, on_attempt=seen.append)

    assert seen[0].dropped == (name,)
    assert name in primary.requests[0].body
    assert name not in primary.requests[1].body


def test_gemini_is_given_a_hundred_texts_at_a_time(server, environ):
    message = "* BatchEmbedContentsRequest.requests: at most 100 requests can be in one batch"

    def embeddings(one, connection, request):
        texts = request.body["input"]
        if len(texts) > 100:
            return http(400, google_error(400, message, "INVALID_ARGUMENT"))
        return http(200, {"data": [{"index": n, "embedding": [float(text)]} for n, text in enumerate(texts)]})

    texts = [str(n) for n in range(350)]
    env = environ(server(embeddings), PRIMARY_OPENAI_EMBED_MODEL="v")
    assert [v[0] for v in llm_router.embed(texts, environ=env)[1]] == [float(n) for n in range(350)]


def test_mistral_embeds_though_it_takes_no_encoding_format(server, environ):
    refusal = json.loads(json.dumps(MISTRAL_422).replace("stream_options", "encoding_format"))
    one = server(http(422, refusal), http(200, {"data": [{"index": 0, "embedding": [1.0]}]}))

    assert llm_router.embed(["x"], environ=environ(one, PRIMARY_OPENAI_EMBED_MODEL="v"))[1] == [[1.0]]
    assert "encoding_format" not in one.requests[1].body


def test_an_error_event_of_another_shape_is_read(server, environ):
    refused = data(openai_error("Incorrect API key provided", code="invalid_api_key"))

    with pytest.raises(openai.AuthenticationError):
        read(environ(server(sse(refused))))


WAITS = [
    ({"Retry-After": "0.2"}, {}),
    ({"retry-after-ms": "200"}, {}),
    ({"x-ratelimit-reset-requests": "200ms", "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-tokens": "6m0s",
      "x-ratelimit-remaining-tokens": "100"}, {}),
    ({"x-ratelimit-reset-requests": "0.2s"}, {}),
    ({"RateLimit-Reset": "0.2"}, {}),
    ({}, google_error(429, "Quota", "RESOURCE_EXHAUSTED", google_detail("RetryInfo", retryDelay="0.2s"))[0]),
    ({}, openai_error("You exceeded your current quota. Please retry in 0.2 s.")),
    ({}, openai_error("Rate limit reached. Please try again in 200ms. Visit https://x")),
    ({}, openai_error("Rate limit reached. Please try again in 0m0.2s.")),
    ({}, {"error": {"code": "429", "message": "Please retry after 0.2 seconds."}}),
]  # fmt: skip


@pytest.mark.parametrize(("headers", "body"), WAITS)
def test_on_the_last_backend_the_wait_that_is_asked_for_is_kept(server, environ, headers, body):
    busy = http(429, body or openai_error("slow down"), **{name.replace("-", "_"): v for name, v in headers.items()})
    only, seen = server(busy, ok("at last")), []

    assert llm_router.chat_complete(MESSAGES, environ=environ(fallback=only), on_attempt=seen.append)[1] == "at last"

    assert [a.outcome for a in seen] == ["busy", "ok"]
    assert "0.2 s" in seen[0].detail


def chat_payload(content="Hello there.", reason="stop", **message):
    choice = {"index": 0, "message": {"role": "assistant", "content": content, **message}, "finish_reason": reason}
    return {
        "id": "x",
        "object": "chat.completion",
        "choices": [choice],
        "usage": {"prompt_tokens": 9, "completion_tokens": 3},
    }


def chunk(content=None, reason=None, index=0, **more):
    delta = dict(more.pop("delta", {}).items()) | ({} if content is None else {"content": content})
    return data(
        {
            "object": "chat.completion.chunk",
            "choices": [{"index": index, "delta": delta, "finish_reason": reason}],
            **more,
        }
    )


# (provider, a chat's answer, a stream's events); the text is "Hello there." in each
ANSWERS = [
    # https://platform.openai.com/docs/api-reference/chat-streaming
    ("OpenAI", chat_payload(refusal=None, annotations=[]), [chunk("", delta={"role": "assistant", "refusal": None}),
        chunk("Hello "), chunk("there."), chunk(reason="stop"), data({"choices": [], "usage": {"prompt_tokens": 9,
        "completion_tokens": 3}}), DONE]),
    # https://learn.microsoft.com/azure/ai-services/openai/how-to/chatgpt: the filter's results come first, without a choice
    ("Azure", chat_payload() | {"prompt_filter_results": [{"prompt_index": 0}]}, [data({"choices": [],
        "prompt_filter_results": [{"prompt_index": 0}], "object": ""}), chunk("Hello "), chunk("there."),
        data({"choices": [{"index": 0, "finish_reason": "stop", "delta": {}, "content_filter_results": {}}]}), DONE]),
    # https://ai.google.dev/gemini-api/docs/openai: the finish_reason beside the last words, and usage in each event
    ("Gemini", chat_payload(), [chunk("Hello ", delta={"role": "assistant"}, usage={"prompt_tokens": 9,
        "completion_tokens": 1}), chunk("there.", "stop", usage={"prompt_tokens": 9, "completion_tokens": 3}), DONE]),
    # https://docs.anthropic.com/en/api/openai-sdk
    ("Anthropic", chat_payload(), [chunk("", delta={"role": "assistant"}), chunk("Hello there."), chunk(reason="stop"),
        DONE]),
    # https://docs.mistral.ai/capabilities/reasoning/: content in parts, thoughts among them
    ("Mistral", chat_payload([{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text":
        "Hello there."}]), [chunk([{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}]), chunk("Hello "),
        chunk("there.", "stop", usage={"prompt_tokens": 9, "completion_tokens": 3}), DONE]),
    # https://api-docs.deepseek.com/guides/reasoning_model, https://api-docs.deepseek.com/faq (keep-alives)
    ("DeepSeek", chat_payload(reasoning_content="hm"), [b": keep-alive\n\n", chunk(delta={"reasoning_content": "hm",
        "content": None}), chunk("Hello "), chunk("there."), chunk("", "stop", usage={"prompt_tokens": 9}), DONE]),
    # https://console.groq.com/docs/reasoning
    ("Groq", chat_payload("<think>\nhm\n</think>\n\nHello there.") | {"x_groq": {"id": "req"}}, [chunk("", x_groq={"id":
        "req"}, delta={"role": "assistant"}), chunk("<think>"), chunk("hm</think>\n\n"), chunk("Hello there."),
        chunk(reason="stop", x_groq={"usage": {"prompt_tokens": 9}}), DONE]),
    # https://openrouter.ai/docs/api-reference/streaming: comments while it works
    ("OpenRouter", chat_payload(reasoning="hm") | {"provider": "X"}, [b": OPENROUTER PROCESSING\n\n", chunk("", delta={
        "role": "assistant", "reasoning": "hm"}), chunk("Hello "), chunk("there."), chunk("", "stop",
        native_finish_reason="STOP"), data({"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}],
        "usage": {"prompt_tokens": 9}}), DONE]),
    # https://deepinfra.com/docs/openai_api
    ("DeepInfra", chat_payload() | {"usage": {"prompt_tokens": 9, "completion_tokens": 3, "estimated_cost": 0.1}},
        [chunk("Hello "), chunk("there."), chunk("", "stop"), DONE]),
    # https://docs.vllm.ai/en/latest/features/reasoning_outputs.html
    ("vLLM", chat_payload(reasoning_content=None, tool_calls=[]) | {"prompt_logprobs": None}, [chunk("", delta={"role":
        "assistant"}), chunk("Hello ", delta={"tool_calls": []}), chunk("there."), chunk("", "stop", stop_reason=None),
        data({"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 3}}), DONE]),
    # https://github.com/ggml-org/llama.cpp/tree/master/tools/server
    ("llama.cpp", chat_payload() | {"timings": {"prompt_n": 1}, "system_fingerprint": "b1"}, [chunk(delta={"role":
        "assistant", "content": None}), chunk("Hello "), chunk("there."), chunk(reason="stop", timings={"prompt_n": 1}),
        DONE]),
    # https://github.com/ollama/ollama/blob/main/docs/openai.md
    ("Ollama", chat_payload(reasoning="hm"), [chunk("", delta={"role": "assistant", "reasoning": "hm"}), chunk("Hello ",
        delta={"role": "assistant"}), chunk("there.", delta={"role": "assistant"}), chunk("", "stop"), DONE]),
    # https://lmstudio.ai/docs/app/api/endpoints/openai
    ("LM Studio", chat_payload() | {"stats": {}}, [chunk("Hello ", delta={"role": "assistant"}), chunk("there."),
        chunk(reason="stop"), DONE]),
    # https://docs.litellm.ai/docs/completion/stream
    ("LiteLLM", chat_payload(provider_specific_fields=None), [chunk("Hello ", delta={"role": "assistant"}),
        chunk("there."), chunk(reason="stop", delta={"provider_specific_fields": None}), DONE]),
    # https://developers.cloudflare.com/workers-ai/configuration/open-ai-compatibility/
    ("Cloudflare", chat_payload(), [chunk("Hello "), chunk("there."), chunk("", "stop"), data({"response": "",
        "usage": {"prompt_tokens": 9}}), DONE]),
    # https://huggingface.co/docs/text-generation-inference/messages_api: "eos_token", and no space after the colon
    ("TGI", chat_payload(reason="eos_token"), [chunk("Hello ").replace(b"data: ", b"data:"), chunk("there.", "eos_token")]),
]  # fmt: skip


@pytest.mark.parametrize(("provider", "payload", "events"), ANSWERS, ids=[row[0] for row in ANSWERS])
def test_a_providers_answer_is_read_whole_and_as_it_is(server, environ, provider, payload, events):
    env = environ(server(http(200, payload), sse(*events)))

    assert llm_router.chat_complete(MESSAGES, environ=env)[1] == "Hello there."
    assert "".join(read(env)[0]) == "Hello there."
    assert llm_router.metrics().attempts[0].prompt_tokens == 9

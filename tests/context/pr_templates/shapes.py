"""The shapes that pull request templates have in the wild, written for these tests after those of many projects.

Each has an answer as a model gives it, with headings of the template's own where it has some.
"""

KUBERNETES = """\
<!--  Thanks for sending a pull request!  Here are some tips for you:

1. If this is your first time, please read our contributor guidelines.
-->

#### What type of PR is this?

<!--
Add one of the following kinds:
/kind bug
-->

#### What this PR does / why we need it:

#### Which issue(s) this PR is related to:

<!--
*Automatically closes linked issue when PR is merged.
Usage: `Fixes #<issue number>`, or `Fixes (paste link of issue)`.
-->
Fixes #

#### Special notes for your reviewer:

#### Does this PR introduce a user-facing change?

<!--
If no, just write "NONE" in the release-note block below.
-->
```release-note

```
"""
ANGULAR_BULLETS = """\
* **Please check if the PR fulfills these requirements**
- [ ] The commit message follows our guidelines
- [ ] Tests for the changes have been added (for bug fixes / features)


* **What kind of change does this PR introduce?** (Bug fix, feature, docs update, ...)



* **What is the current behavior?** (You can also link to an open issue here)



* **What is the new behavior (if this is a feature change)?**



* **Does this PR introduce a breaking change?** (What changes might users need to make?)



* **Other information**:
"""
ANGULAR_BOXES = """\
## PR Checklist
Please check if your PR fulfills the following requirements:

- [ ] The commit message follows our guidelines
- [ ] Tests for the changes have been added (for bug fixes / features)

## PR Type
What kind of change does this PR introduce?

<!-- Please check the one that applies to this PR using "x". -->

- [ ] Bugfix
- [ ] Other... Please describe:

## What is the current behavior?
<!-- Please describe the current behavior that you are modifying, or link to a relevant issue. -->

Issue Number: N/A

## What is the new behavior?

## Does this PR introduce a breaking change?

- [ ] Yes
- [ ] No

## Other information
"""
REACT = """\
<!--
  Thanks for submitting a pull request!
  We appreciate you spending the time to work on these changes.
-->

## Summary

<!--
 Explain the **motivation** for making this change. What existing problem does the pull request solve?
-->

## How did you test this change?

<!--
  Demonstrate the code is solid.
-->
"""
DJANGO = """\
#### Trac ticket number
<!-- Replace XXXXX with the corresponding Trac ticket number. -->
<!-- Or delete the line and write "N/A - typo" for typo fixes. -->

ticket-XXXXX

#### Branch description
Provide a concise overview of the issue or rationale behind the proposed changes.

#### AI Assistance Disclosure (REQUIRED)
<!-- Please select exactly ONE of the following: -->
- [ ] **No AI tools were used** in preparing this PR.
- [ ] **If AI tools were used**, I have disclosed which ones.

#### Checklist
- [ ] This PR targets the `main` branch.
- [ ] I have added or updated relevant **tests**.
"""
RAILS = """\
<!--
About this template
-->

### Motivation / Background

<!--
Describe why this Pull Request needs to be merged.
-->

This Pull Request has been created because [REPLACE ME]

### Detail

This Pull Request changes [REPLACE ME]

### Additional information

<!-- Provide additional information such as benchmarks or references. -->

### Checklist

Before submitting the PR make sure the following are checked:

* [ ] This Pull Request is related to one change.
* [ ] Tests are added or updated if you fix a bug or add a feature.
"""
HOME_ASSISTANT = """\
<!--
  You are amazing! Thanks for contributing to our project!
-->
## Breaking change
<!--
  If your PR contains a breaking change for existing users, it is important to tell them what breaks.
  Note: Remove this section if this PR is NOT a breaking change.
-->


## Proposed change
<!--
  Describe the big picture of your changes here.
-->


## Type of change
<!--
  What type of change does your PR introduce? NOTE: Please, check only 1! box!
-->

- [ ] Dependency upgrade
- [ ] Bugfix (non-breaking change which fixes an issue)

## Additional information
<!--
  Details are important.
-->

- This PR fixes or closes issue: fixes #
- This PR is related to issue:
- Link to documentation pull request:

## Checklist

- [ ] The code change is tested and works locally.
- [ ] Tests have been added to verify that the new code works.

To help with the load of incoming pull requests:

- [ ] I have reviewed two other open pull requests.
"""
SYMFONY = """\
| Q             | A
| ------------- | ---
| Branch?       | 7.1 for features
| Bug fix?      | yes/no
| New feature?  | yes/no <!-- please update src/**/CHANGELOG.md files -->
| Deprecations? | yes/no
| Issues        | Fix #... <!-- prefix each issue number with "Fix #" -->
| License       | MIT

<!--
Replace this notice by a description of your feature/bugfix.
-->
"""
JIRA = """\
| Ticket | Type | Risk |
| --- | --- | --- |
| [ABC-XXX](https://jira.example/browse/ABC-XXX) |  |  |

## Summary

## How to test

1.
2.
"""
JIRA_ROWS = """\
## Overview

| Field | Value |
| --- | --- |
| Jira ticket | |
| Summary | _What does it do?_ |
| Breaking? | yes / no |
| Tests pass? | yes / no |
| Reviewer | |
"""
CHINESE = """\
<!-- 请务必阅读贡献指南 -->

### 🤔 这个变动的性质是？

- [ ] 新特性提交
- [ ] 日常 bug 修复

### 🔗 相关 Issue

<!-- 描述相关需求的来源 -->

### 💡 需求背景和解决方案

<!-- 解决的具体问题 -->

### 📝 更新日志

| 语言 | 更新描述 |
| --- | --- |
| 🇺🇸 英文 | |
| 🇨🇳 中文 | |
"""
CHINESE_BRACKETS = """\
【变更内容】

【测试情况】

【相关 Issue】
"""
JAPANESE = """\
## 概要

<!-- 何を変更したか -->

## 変更の種類

- [ ] バグ修正

## 動作確認

## スクリーンショット
"""
GERMAN = """\
## Beschreibung

_Bitte beschreibe deine Änderung kurz._

## Art der Änderung

- [ ] Fehlerbehebung
- [ ] Neue Funktion

## Wie wurde getestet?

*Welche Tests decken die Änderung ab?*

## Checkliste

- [ ] Ich habe die Doku angepasst
"""
QUESTIONS_IN_BOLD = """\
**What type of PR is this?** (check all applicable)

- [ ] Refactor
- [ ] Feature

**Description**

**Related Tickets & Documents**

- Related Issue #
- Closes #

**Added/updated tests?** _We encourage you to keep the code coverage percentage at 80% and above._

- [ ] Yes
- [ ] No, and this is why: _please replace this line_
"""
REQUIREMENTS_FIRST = """\
Please check if the PR fulfills these requirements:

- [ ] The commit message follows our guidelines
- [ ] Docs have been added / updated

## Description

## Other information
"""
EMOJI = """\
## 📝 Description

## 🚀 Changes

## 🧪 Testing

## 📷 Screenshots (if applicable)
"""
SETEXT = """\
Description
===========

Explain what you did.

Testing
-------

Notes
-----
"""
DETAILS = """\
## Description

<details>
<summary>Contributor checklist</summary>

- [ ] I have read the guide
- [ ] Tests added

</details>

<details>
<summary>Screenshots</summary>

</details>
"""
NUMBERED = """\
1. What does this PR do?

2. Why is it needed?

3. How was it tested?
"""
NUMBERED_BOLD = """\
1. **Why is this change necessary?**

2. **How does it address the issue?**

3. **What side effects does this change have?**
"""
HTML_HEADINGS = """\
<h2 align="center">Description</h2>

<!-- What does it do? -->

<h2>Checklist</h2>

- [ ] Tests added

<h3>Related issue</h3>
"""
COMMENT_ONLY = """\
<!--
Say what you changed, and why.

## Not a heading
- [ ] Not a box
-->
"""
OPTIONAL_SECTIONS = """\
## Description

## Screenshots (optional)

## Migration notes (Optional)

<!-- What has to be done? -->

## Related issues

<!-- Optional. Link them. -->

## Deployment

<!-- Remove this section if it does not apply. -->

## Checklist

- [ ] Tests added
"""
ITALICS = """\
_Thanks for the pull request 🎉! Please fill in the sections below._

## Motivation

*Explain the motivation for making this change…*

## Changes

_List the changes._

_This project follows the Contributor Covenant._

## Release

> _Maintainers only._
"""
MOBY = """\
<!--
Please make sure you've read and understood our contributing guidelines.
-->

**- What I did**

**- How I did it**

**- How to verify it**

**- Human readable description for the release notes**
<!-- Write a short (one line) summary -->
```markdown changelog


```

**- A picture of a cute animal (not mandatory but encouraged)**
"""
PLAIN_LABELS = """\
Summary:

Test Plan:

Reviewers:

Related issues:
"""
PLACE = """\
## Description

<!-- pr-writer -->

## Checklist

- [ ] Tests added
- [ ] I ran it

## Screenshots

<!-- Drag them here. -->
"""
BROKEN_COMMENT = """\
## What changed <!-- in a sentence,
or two -->

Fixes # <!-- the issue,
**if there is one**
-->

## Why
"""
BOTS = """\
## What's changed

/kind feature
/assign @octocat

## Release note

```release-note
NONE
```

By submitting this you agree to the terms of the project, all of them.
"""
FRENCH = """\
### Résumé

_Veuillez décrire votre changement._

### Pourquoi ?

### Tests

### Captures d'écran (facultatif)
"""

ALL = {name: text for name, text in globals().items() if name.isupper() and isinstance(text, str)}

"""What the tests stand on: loopback GitHub and model servers, a hosted runner's emulator, real git repositories."""

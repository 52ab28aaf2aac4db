"""The applications of this repository: real uses of the library, one module a service."""

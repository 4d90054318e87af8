"""The verbs of the command line, one module each: ``add_options(parser)`` and ``act(options) -> exit code``."""

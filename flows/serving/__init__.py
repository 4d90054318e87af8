"""The clerk's page: ``relief serve``. Each page is a line of ``flows.serving.pages.ROUTES``, with who may see it."""

"""The words: prose that a lawyer can edit, laid out by one fixed layout.

A template (``base/*.md.j2``, or a county's own of the same name) is Jinja2 over restricted
Markdown. It becomes a small tree of blocks (``tree``), and the tree is laid out on California
pleading paper by ``layout/main.typ`` (``typeset``). Values never become Jinja2, Markdown or Typst.

The wording of the templates is the project's own and has not been reviewed by a lawyer: counsel
for the prosecuting agency must review it, and every county's override, before anything is filed.
"""

"""A court's reason as it may be kept: without the person's name or numbers."""

import re

_NUMBER = re.compile(r"\b[A-Z]?\d{7,}\b")
_LONGEST = 2_000


def mask(reason: str | None, defendant: str | None) -> str | None:
    """The reason with the person's words and long numbers as ``[name]`` and ``[number]``; null where there is none."""
    if reason is None or not reason.strip():
        return None
    text = _NUMBER.sub("[number]", " ".join(reason.split()))
    words = [word for word in re.findall(r"[^\W_]+", defendant or "") if len(word) > 2]
    if words:
        either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        text = re.sub(rf"(?<!\w)(?:{either})(?!\w)", "[name]", text, flags=re.IGNORECASE)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."

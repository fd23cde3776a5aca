"""Who signs on paper: an office by its full name, in which STREET stands for the street's name in the roster."""

STREET = "{street}"


def signed_as(full_name: str, street: str) -> str:
    """Without a full name, the street's name alone."""
    return (full_name or STREET).replace(STREET, street)

"""Identity documents as things in a picture: where they lie, and how well they can be seen."""

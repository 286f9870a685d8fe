"""Results for people: tables, figures, pages, in English and Chinese."""

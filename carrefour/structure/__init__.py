"""From a record as it came to a draft in our model: fields, texts, dates, tags, places."""

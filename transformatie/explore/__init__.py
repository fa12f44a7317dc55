"""Around an appraisal: what moves it, what would have to change, what waiting is worth, what explains a difference."""

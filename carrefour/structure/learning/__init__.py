"""What is learnt: from a tag or a text to codes of the taxonomy, with a score that means something.

Applying a model needs numpy alone; scikit-learn is imported by `training` only.
"""

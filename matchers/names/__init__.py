"""Chinese names: comparing form, sound, shape, and the class of likeness of two names."""

"""The relations of `holds`, and the single checks that they are made of."""

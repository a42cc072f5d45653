"""A review in the formats of other programs: Akoma Ntoso, W3C Web Annotation, Label Studio tasks, CSV."""

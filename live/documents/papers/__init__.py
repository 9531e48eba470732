"""The papers of a meeting: what each holds, made of the proceedings, for every format alike."""

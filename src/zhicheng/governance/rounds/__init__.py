"""The yearly evaluation of patent strength as a governed act: computed, checked, objected to, published."""

"""Tasks that follow from a decision, as values that can be stored and repeated safely."""

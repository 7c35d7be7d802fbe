import module thalweg;

// The reader's own date.

/** In ISO form (Swedish writes it so). */
export const today = (): string => new Date().toLocaleDateString("sv-SE");

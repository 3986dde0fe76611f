/** An end that needs no word: the person cancelled. */
export class Cancelled extends Error {}

/** An end with a word to the person: what is in the way and what to do. */
export class UserError extends Error {}

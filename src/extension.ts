/** Called by the editor when one of our views or commands is first used. */
export function activate(): void {}

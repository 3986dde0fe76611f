export const points: readonly { readonly name: string; readonly run: () => Promise<string[]> }[] =
  [];

import { prefetch } from "./client";

/** The pages of a list: each is asked for as soon as the one before it is there, or, where a turn is given, at that. */
export async function* pagesOf<Page extends { readonly nextToken?: string }>(
  pages: AsyncGenerator<Page, void>,
  turn: (() => Promise<void>) | undefined,
): AsyncGenerator<Page, void> {
  if (!turn) return yield* prefetch(pages);
  for await (const page of pages) {
    yield page;
    if (page.nextToken) await turn();
  }
}

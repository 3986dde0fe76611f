const written = new WeakMap<object, Buffer>();

/**
 * The JSON of an output whose `member` is a page. A page that is the same object as before is not
 * written anew: that would be most of the work of answering a client that polls.
 */
export function pageJson(output: object, member: string): Buffer {
  const page = output[member as keyof object] as object;
  const known = written.get(page);
  if (known) return known;
  const bytes = Buffer.from(JSON.stringify(output));
  written.set(page, bytes);
  return bytes;
}

import { type IncomingHttpHeaders, request } from "node:http";

/** What an AWS client sends as its signature, as far as the simulator reads it. */
export const signed = (region = "us-east-1", service = "ivs") => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKID/20260301/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});

/** A request as bytes, with every header free to be set: `fetch` keeps Host and Origin to itself. */
export function send(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }> {
  const { method = "POST", headers, body } = options;
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
      );
    });
    sent.on("error", reject).end(body);
  });
}

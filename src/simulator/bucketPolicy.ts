import { ACCOUNT_ID } from "./model";

/** The role by which IVS writes recordings: it is linked to the service, and made by it. */
export const ROLE_NAME = "AWSServiceRoleForIVSRecordToS3";
export const ROLE_PATH = "/aws-service-role/ivs.amazonaws.com/";
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT_ID}:role${ROLE_PATH}${ROLE_NAME}`;

type OneOrMany = string | readonly string[];

interface Statement {
  Effect?: string;
  Principal?: OneOrMany | Readonly<Record<string, OneOrMany>>;
  NotPrincipal?: OneOrMany | Readonly<Record<string, OneOrMany>>;
  Action?: OneOrMany;
  NotAction?: OneOrMany;
  Resource?: OneOrMany;
  NotResource?: OneOrMany;
  Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany>>>>;
}

/** What is known of the request when IVS writes an object; keys that are not here are absent from it. */
const context: Readonly<Record<string, string>> = {
  "aws:securetransport": "true",
  "aws:principalarn": ROLE_ARN,
  "aws:principalaccount": ACCOUNT_ID,
  "aws:principaltype": "AssumedRole",
};

/** Whether a bucket policy denies IVS to write an object with that ARN. An Allow makes no difference. */
export function deniesRecording(policy: object, objectArn: string): boolean {
  const { Statement = [] } = policy as { Statement?: Statement | Statement[] };
  return [Statement].flat().some((statement) => {
    const principal = statement.Principal ?? statement.NotPrincipal;
    const isNamed = list(
      typeof principal === "object" && !Array.isArray(principal)
        ? (principal as Record<string, OneOrMany>).AWS
        : (principal as OneOrMany),
    ).some((one) => ["*", ROLE_ARN, ACCOUNT_ID, `arn:aws:iam::${ACCOUNT_ID}:root`].includes(one));
    return (
      statement.Effect === "Deny" &&
      isNamed === (statement.Principal !== undefined) &&
      covers(statement.Action, statement.NotAction, "s3:PutObject", "i") &&
      covers(statement.Resource, statement.NotResource, objectArn) &&
      Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
        Object.entries(keys).every(([key, values]) => holds(operator, key, list(values))),
      )
    );
  });
}

function covers(
  named: OneOrMany | undefined,
  spared: OneOrMany | undefined,
  value: string,
  flags = "",
): boolean {
  const patterns = list(named ?? spared);
  return patterns.some((pattern) => matches(pattern, value, flags)) === (named !== undefined);
}

/** As in IAM, a negated condition holds for a key that the request does not have; any other does not. */
function holds(operatorName: string, key: string, values: readonly string[]): boolean {
  const value = context[key.toLowerCase()];
  const operator = operatorName.replace(/^ForA(ny|ll)Values?:/, "");
  if (operator === "Null") return values.includes(value === undefined ? "true" : "false");
  const isNegated = /Not/.test(operator);
  if (value === undefined) return isNegated || operator.endsWith("IfExists");
  const isEqual = values.some((one) =>
    /Like|Arn/.test(operator) ? matches(one, value) : one.toLowerCase() === value.toLowerCase(),
  );
  return isEqual !== isNegated;
}

/** `*` stands for any characters, and `?` for one. */
function matches(pattern: string, value: string, flags = ""): boolean {
  const regex = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${regex}$`, flags).test(value);
}

const list = (values: OneOrMany | undefined): readonly string[] =>
  values === undefined ? [] : typeof values === "string" ? [values] : values.map(String);

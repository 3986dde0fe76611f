import type {
  CreatePlaybackRestrictionPolicyRequest,
  CreatePlaybackRestrictionPolicyResponse,
  DeletePlaybackRestrictionPolicyRequest,
  GetPlaybackRestrictionPolicyRequest,
  GetPlaybackRestrictionPolicyResponse,
  ListPlaybackRestrictionPoliciesRequest,
  ListPlaybackRestrictionPoliciesResponse,
  UpdatePlaybackRestrictionPolicyRequest,
  UpdatePlaybackRestrictionPolicyResponse,
} from "@aws-sdk/client-ivs";
import type { Policy } from "../../model";
import { checkQuota } from "../checkQuota";
import { IvsError } from "../errors";
import { checkUnattached } from "./channels";
import type { Operation } from "./operation";
import { checkTags } from "./tags";

const MAX_COUNTRIES = 200;
const MAX_ORIGINS = 5;

/** The countries of ISO 3166-1, by their codes. */
const COUNTRIES = new Set(
  (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ " +
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO " +
    "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE " +
    "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO " +
    "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW " +
    "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM " +
    "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
  ).split(" "),
);

/** CreatePlaybackRestrictionPolicy: by default it restricts nothing. */
export const createPlaybackRestrictionPolicy: Operation<
  CreatePlaybackRestrictionPolicyRequest,
  CreatePlaybackRestrictionPolicyResponse
> = (region, input) => {
  checkTags(input.tags);
  const playbackRestrictionPolicy = checked("ServiceQuotaExceededException", {
    arn: region.arn("playback-restriction-policy", region.world.newId(12)),
    name: "",
    allowedCountries: [],
    allowedOrigins: [],
    enableStrictOriginEnforcement: false,
    tags: {},
    ...input,
  });
  checkQuota(region, "policies");
  region.policies.add(playbackRestrictionPolicy.arn, playbackRestrictionPolicy);
  return { playbackRestrictionPolicy };
};

/** UpdatePlaybackRestrictionPolicy: members left out keep their value. */
export const updatePlaybackRestrictionPolicy: Operation<
  UpdatePlaybackRestrictionPolicyRequest,
  UpdatePlaybackRestrictionPolicyResponse
> = (region, input) => {
  const playbackRestrictionPolicy = checked("ValidationException", {
    ...region.policies.find(input.arn),
    ...input,
  });
  region.policies.replace(input.arn, playbackRestrictionPolicy);
  return { playbackRestrictionPolicy };
};

/** GetPlaybackRestrictionPolicy: the full policy. */
export const getPlaybackRestrictionPolicy: Operation<
  GetPlaybackRestrictionPolicyRequest,
  GetPlaybackRestrictionPolicyResponse
> = (region, { arn }) => ({ playbackRestrictionPolicy: region.policies.find(arn) });

/** ListPlaybackRestrictionPolicies: a page of policies, whose summaries lack nothing. */
export const listPlaybackRestrictionPolicies: Operation<
  ListPlaybackRestrictionPoliciesRequest,
  ListPlaybackRestrictionPoliciesResponse
> = (region, input) => {
  const { items: playbackRestrictionPolicies, nextToken } = region.policies.page(
    "ListPlaybackRestrictionPolicies",
    input,
    (policy) => policy,
  );
  return { playbackRestrictionPolicies, nextToken };
};

/** DeletePlaybackRestrictionPolicy: refused while a channel still names the policy. */
export const deletePlaybackRestrictionPolicy: Operation<
  DeletePlaybackRestrictionPolicyRequest,
  undefined
> = (region, { arn }) => {
  region.policies.find(arn);
  checkUnattached(region, "playbackRestrictionPolicyArn", arn);
  region.policies.delete(arn);
  return undefined;
};

/** `tooMany` is the error for too many of something: an update has none of its own for that. */
function checked(
  tooMany: "ServiceQuotaExceededException" | "ValidationException",
  policy: Policy,
): Policy {
  const { allowedCountries, allowedOrigins } = policy;
  const unknown = allowedCountries.findIndex((code) => !COUNTRIES.has(code));
  if (unknown >= 0) {
    throw new IvsError(
      "ValidationException",
      `allowedCountries[${unknown}] must be an ISO 3166-1 alpha-2 code`,
    );
  }
  if (allowedCountries.length > MAX_COUNTRIES) {
    throw new IvsError(tooMany, `A policy can have ${MAX_COUNTRIES} countries at most`);
  }
  if (allowedOrigins.length > MAX_ORIGINS) {
    throw new IvsError(tooMany, `A policy can have ${MAX_ORIGINS} origins at most`);
  }
  return policy;
}

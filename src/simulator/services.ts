import { cloudWatch } from "./cloudwatch/service";
import type { HttpRequest } from "./http";
import { iam } from "./iam/service";
import { ivs } from "./ivs/service";
import { playback } from "./playback/service";
import { s3 } from "./s3/service";
import type { Service } from "./service";
import { serviceQuotas } from "./serviceQuotas/service";
import type { Scope } from "./signature";
import { sts } from "./sts/service";

/** Every service that there is here: a new one is a folder, and a line in this list. */
export const services: readonly Service[] = [
  ivs,
  cloudWatch,
  s3,
  iam,
  serviceQuotas,
  sts,
  playback,
];

/** The service that a request is for: by its signature or, unsigned, by whoever claims it; else IVS. */
export function serviceOf(request: HttpRequest, scope: Scope | undefined): Service {
  const found = services.find((service) =>
    scope ? service.name === scope.service : service.claims?.(request),
  );
  return found ?? ivs;
}

import type {
  CreateAdConfigurationRequest,
  CreateAdConfigurationResponse,
  DeleteAdConfigurationRequest,
  GetAdConfigurationRequest,
  GetAdConfigurationResponse,
  InsertAdBreakRequest,
  InsertAdBreakResponse,
  ListAdConfigurationsRequest,
  ListAdConfigurationsResponse,
  UpdateAdConfigurationRequest,
  UpdateAdConfigurationResponse,
} from "@aws-sdk/client-ivs";
import { type AdConfiguration, Timestamp } from "../../model";
import { addEvent, openSession } from "../../sessions";
import { checkQuota } from "../checkQuota";
import { IvsError } from "../errors";
import { checkUnattached } from "./channels";
import type { Operation } from "./operation";
import { findStream } from "./streams";
import { checkTags } from "./tags";

/** How long after it was asked for an ad break begins. */
const AD_BREAK_LEAD_MS = 10_000;

/** CreateAdConfiguration: whether AWS Elemental MediaTailor has what it names is not looked at. */
export const createAdConfiguration: Operation<
  CreateAdConfigurationRequest,
  CreateAdConfigurationResponse
> = (region, input) => {
  checkTags(input.tags);
  const adConfiguration = checked({
    arn: region.arn("ad-configuration", region.world.newId(12)),
    name: "",
    postRollConfiguration: { enabled: false, durationSeconds: 15 },
    tags: {},
    ...input,
  });
  checkQuota(region, "adConfigurations");
  region.adConfigurations.add(adConfiguration.arn, adConfiguration);
  return { adConfiguration };
};

/** UpdateAdConfiguration: members left out keep their value. */
export const updateAdConfiguration: Operation<
  UpdateAdConfigurationRequest,
  UpdateAdConfigurationResponse
> = (region, input) => {
  const adConfiguration = checked({ ...region.adConfigurations.find(input.arn), ...input });
  region.adConfigurations.replace(input.arn, adConfiguration);
  return { adConfiguration };
};

/** GetAdConfiguration: the full configuration. */
export const getAdConfiguration: Operation<
  GetAdConfigurationRequest,
  GetAdConfigurationResponse
> = (region, { arn }) => ({ adConfiguration: region.adConfigurations.find(arn) });

/** ListAdConfigurations: a page of configurations, whose summaries lack nothing. */
export const listAdConfigurations: Operation<
  ListAdConfigurationsRequest,
  ListAdConfigurationsResponse
> = (region, input) => {
  const { items: adConfigurations, nextToken } = region.adConfigurations.page(
    "ListAdConfigurations",
    input,
    (configuration) => configuration,
  );
  return { adConfigurations, nextToken };
};

/** DeleteAdConfiguration: refused while a channel still names the configuration. */
export const deleteAdConfiguration: Operation<DeleteAdConfigurationRequest, undefined> = (
  region,
  { arn },
) => {
  region.adConfigurations.find(arn);
  checkUnattached(region, "adConfigurationArn", arn);
  region.adConfigurations.delete(arn);
  return undefined;
};

/** InsertAdBreak: on a live channel with an ad configuration, one break at a time. */
export const insertAdBreak: Operation<InsertAdBreakRequest, InsertAdBreakResponse> = (
  region,
  { channelArn, durationSeconds },
) => {
  findStream(region, channelArn);
  if (!region.channels.find(channelArn).adConfigurationArn) {
    throw new IvsError("ValidationException", `Channel: ${channelArn} has no adConfigurationArn`);
  }
  const session = openSession(region, channelArn);
  const now = region.world.clock();
  if (!session || now < session.adBreakUntil) {
    throw new IvsError("ConflictException", `Channel: ${channelArn} has an ad break running`);
  }
  session.adBreakUntil = now + AD_BREAK_LEAD_MS + durationSeconds * 1000;
  const adBreakId = region.world.newId(12);
  addEvent(region, session, "Ad Break Inserted", {
    ad_break_id: adBreakId,
    duration_seconds: durationSeconds,
    target_start_time: new Timestamp(now + AD_BREAK_LEAD_MS).toJSON(),
  });
  return { adBreakId };
};

function checked(configuration: AdConfiguration): AdConfiguration {
  if (
    configuration.mediaTailorPlaybackConfigurations.some((one) => !one.playbackConfigurationArn)
  ) {
    throw new IvsError(
      "ValidationException",
      "Each of mediaTailorPlaybackConfigurations must have a playbackConfigurationArn",
    );
  }
  return configuration;
}

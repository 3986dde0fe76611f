import { l10n } from "vscode";

/** The name of a class of resolutions. */
export function resolutionLabel(value: string): string {
  const labels: Readonly<Record<string, string>> = {
    FULL_HD: l10n.t("Full HD (up to 1080p)"),
    HD: l10n.t("HD (up to 720p)"),
    SD: l10n.t("SD (up to 480p)"),
    LOWEST_RESOLUTION: l10n.t("Lowest resolution"),
  };
  return labels[value] ?? value;
}

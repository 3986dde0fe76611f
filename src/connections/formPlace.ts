import { l10n } from "vscode";
import type { ConnectionId } from "../core/ref";
import type { FormTarget, Values } from "../shared/form";
import type { OpenForm } from "../ui/form";
import { text } from "../ui/formValues";
import type { Connections } from "./connections";
import { at, readOnlySentence } from "./words";

/**
 * Forms that say where they act, where there are several connections, and of which none can be submitted while a
 * connection of theirs is read-only.
 */
export function inPlace<Kind extends string>(
  connections: Connections,
  kinds: Readonly<Record<Kind, OpenForm>>,
): Readonly<Record<Kind, OpenForm>> {
  const placed = Object.entries<OpenForm>(kinds).map(([kind, open]) => [
    kind,
    placedForm(connections, open),
  ]);
  return Object.fromEntries(placed);
}

function placedForm(connections: Connections, open: OpenForm): OpenForm {
  return async (host) => {
    const form = await open(host);
    const whereOf = (values: Values) => {
      const names = idsOf(values, host.target).flatMap((id) => connections.where(id) ?? []);
      return names.join(", ") || undefined;
    };
    return {
      ...form,
      draw(values) {
        const drawn = form.draw(values);
        const ids = idsOf(values, host.target);
        // A form that has the connection among its fields says it there.
        const says = drawn.fields.some(({ id }) => id === "connection");
        const where = says ? undefined : whereOf(values);
        const locked = ids.flatMap((id) => connections.find(id) ?? []);
        const readOnly = locked.filter(({ config }) => config.readOnly);
        return {
          ...drawn,
          intro: drawn.intro ? at(where, drawn.intro) : where,
          notices: [
            ...readOnly.map(({ config }) => ({
              tone: "warning" as const,
              text: readOnlySentence(config),
            })),
            ...drawn.notices,
          ],
          ...(readOnly.length > 0 && { blocked: l10n.t("Nothing can be changed there.") }),
        };
      },
      async run(values, progress, how) {
        const where = whereOf(values);
        const end = await form.run(values, progress, how);
        if (end.kind === "closed") return { ...end, said: at(where, end.said) };
        if (end.kind !== "done") return end;
        const { result } = end;
        return { ...end, result: { ...result, text: at(where, result.text ?? "") } };
      },
    };
  };
}

/** The connections that a form acts on. */
function idsOf(values: Values, { refs = [], connection }: FormTarget): readonly ConnectionId[] {
  const chosen = text(values, "connection");
  if (chosen) return [chosen];
  if (refs.length > 0) return [...new Set(refs.map((ref) => ref.connection))];
  return connection ? [connection] : [];
}

import { api, factsOf, type OperationName } from "./api";

/** An operation that was asked for, with the member of its input that the path carries, if any. */
export interface Route {
  operation: OperationName;
  label?: { member: string; encoded: string };
}

const routes = new Map<string, { operation: OperationName; member?: string }>();
for (const operation of Object.keys(api) as OperationName[]) {
  const { method = "POST", path = `/${operation}` } = factsOf(operation);
  const [start = "", member] = path.split(/[{}]/);
  routes.set(`${method} ${start}`, { operation, member });
}

/** The operation of a method and path, or undefined if the simulator has none there. */
export function findRoute(method: string, path: string): Route | undefined {
  const whole = routes.get(`${method} ${path}`);
  if (whole && !whole.member) return { operation: whole.operation };
  // What follows the first segment is one label, in which some clients leave slashes as they are.
  const end = path.indexOf("/", 1) + 1;
  const start = routes.get(`${method} ${path.slice(0, end)}`);
  if (!start?.member) return undefined;
  return {
    operation: start.operation,
    label: { member: start.member, encoded: path.slice(end) },
  };
}

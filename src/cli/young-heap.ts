import { setFlagsFromString } from "node:v8";

/**
 * Loading modules makes garbage in bursts, for which V8 would grow its young heap by some 15 MB and keep it. While it
 * may not grow, the server starts that much smaller; growing again afterwards serves the load.
 */
export function growYoungHeap(grows: boolean): void {
  setFlagsFromString(`--semi-space-growth-factor=${grows ? 2 : 1}`);
}

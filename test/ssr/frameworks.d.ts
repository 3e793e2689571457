/** What the guide's pieces use of frameworks that are not installed here, as their documentation has it. */
declare module "next/server" {
  export class NextRequest extends Request {}
  export class NextResponse extends Response {
    static next(init?: { readonly request?: { readonly headers?: Headers } }): NextResponse;
  }
}

declare module "@sveltejs/kit" {
  interface RequestEvent {
    readonly request: Request;
    readonly locals: { session: import("wafer-auth/ssr").ServerSession };
    getClientAddress(): string;
  }
  export type Handle = (input: {
    readonly event: RequestEvent;
    resolve(event: RequestEvent): Promise<Response>;
  }) => Promise<Response>;
}

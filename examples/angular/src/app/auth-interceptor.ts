import {
  HttpErrorResponse,
  HttpEventType,
  HttpHeaders,
  type HttpInterceptorFn,
  type HttpRequest,
  HttpResponse,
} from "@angular/common/http";
import { inject } from "@angular/core";
import { Observable } from "rxjs";
import { Auth } from "./auth";

/**
 * Sends what goes to the API by the client's `fetch`: cookies, CSRF token, renewal and retry are its business. Angular lets
 * nobody give HttpClient a fetch of their own, so the request ends here: this interceptor is the last one. It reports no progress.
 */
export const authInterceptor: HttpInterceptorFn = (request, next) => {
  const { client } = inject(Auth);
  const url = new URL(request.urlWithParams, document.baseURI);
  if (url.origin !== location.origin) return next(request);
  return new Observable((observer) => {
    const aborter = new AbortController();
    observer.next({ type: HttpEventType.Sent });
    client
      .fetch(url, toInit(request, aborter.signal))
      .then((response) => toHttpResponse(request, response))
      .then((response) => {
        observer.next(response);
        observer.complete();
      })
      .catch((error) => observer.error(toHttpError(error, url.href)));
    return () => aborter.abort();
  });
};

function toInit(request: HttpRequest<unknown>, cancelled: AbortSignal): RequestInit {
  const { method, timeout } = request;
  const headers = new Headers({ accept: "application/json, text/plain, */*" });
  const contentType = request.detectContentTypeHeader();
  if (contentType !== null) headers.set("content-type", contentType);
  for (const name of request.headers.keys())
    headers.set(name, (request.headers.getAll(name) ?? []).join(", "));
  const signal =
    timeout === undefined ? cancelled : AbortSignal.any([cancelled, AbortSignal.timeout(timeout)]);
  return { method, headers, body: request.serializeBody() as BodyInit | null, signal };
}

/** @throws {HttpErrorResponse} for a refusal, and for an answer that is not what `responseType` says */
async function toHttpResponse(
  { responseType }: HttpRequest<unknown>,
  response: Response,
): Promise<HttpResponse<unknown>> {
  const { status, statusText, url } = response;
  const common = { status, statusText, url, headers: new HttpHeaders(response.headers) };
  if (!response.ok) throw new HttpErrorResponse({ ...common, error: parse(await response.text()) });
  if (responseType !== "json")
    return new HttpResponse({ ...common, body: await response[READERS[responseType]]() });
  const text = await response.text();
  const body = parse(text);
  if (body === text) throw new HttpErrorResponse({ ...common, error: { error: "not JSON", text } });
  return new HttpResponse({ ...common, body });
}

const READERS = { text: "text", blob: "blob", arraybuffer: "arrayBuffer" } as const;

/** The value of a JSON text, null for an empty one, and another text itself. */
function parse(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return text;
  }
}

/** As HttpClient's users know errors; what the client threw is its `error`. */
function toHttpError(error: unknown, url: string): HttpErrorResponse {
  return error instanceof HttpErrorResponse ? error : new HttpErrorResponse({ error, url });
}

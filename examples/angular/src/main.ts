import { provideHttpClient, withInterceptors } from "@angular/common/http";
import { bootstrapApplication } from "@angular/platform-browser";
import { provideRouter, withRouterConfig } from "@angular/router";
import { App } from "./app/app";
import { authInterceptor } from "./app/auth-interceptor";
import { routes } from "./app/routes";

await bootstrapApplication(App, {
  providers: [
    provideRouter(routes, withRouterConfig({ resolveNavigationPromiseOnError: true })),
    provideHttpClient(withInterceptors([authInterceptor])),
  ],
});

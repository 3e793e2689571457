// The package's index loads a driver for each of twenty databases; these two files are all that is needed (8 MB less memory).
declare module "rate-limiter-flexible/lib/RateLimiterMemory.js" {
  export { RateLimiterMemory as default } from "rate-limiter-flexible";
}
declare module "rate-limiter-flexible/lib/RateLimiterSQLite.js" {
  export { RateLimiterSQLite as default } from "rate-limiter-flexible";
}

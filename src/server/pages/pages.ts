import type { FastifyPluginAsync } from "fastify";
import type { AuthContext } from "../../context.ts";
import type { FirstUser } from "../first-user.ts";

export const pages: FastifyPluginAsync<{ auth: AuthContext; firstUser: FirstUser }> = async () => {};

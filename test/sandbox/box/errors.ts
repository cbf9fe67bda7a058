import type { JsonObject, JsonValue } from '../json';

/** A request that Box rejects, with the response of its API (https://developer.box.com/guides/api-calls/permissions-and-errors/common-errors). */
export class Refusal extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		readonly contextInfo?: JsonValue,
	) {
		super(message);
	}
}

/** A body or parameter that violates the reference. */
export function badRequest(name: string, message: string): Refusal {
	const errors = [{ reason: 'invalid_parameter', name, message }];
	return new Refusal(400, 'bad_request', 'Bad Request', { errors });
}

/** An item or webhook that is not there, or that the caller may not see, which is the same to Box. */
export function notFound(what: string, id: string): Refusal {
	const errors = [{ reason: 'invalid_parameter', name: what, message: `Invalid value '${id}'.` }];
	return new Refusal(404, 'not_found', 'Not Found', { errors });
}

/** The body of an error. */
export function errorBody(refusal: Refusal, requestId: string): JsonObject {
	return {
		type: 'error',
		status: refusal.status,
		code: refusal.code,
		...(refusal.contextInfo !== undefined && { context_info: refusal.contextInfo }),
		help_url: 'http://developers.box.com/docs/#errors',
		message: refusal.message,
		request_id: requestId,
	};
}

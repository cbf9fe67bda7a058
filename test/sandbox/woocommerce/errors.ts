import type { JsonObject } from '../json';

/** An error that the API answers with: `{code, message, data: {status}}`. */
export class ApiError extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		/** Further members of `data`. */
		private readonly more: JsonObject = {},
	) {
		super(message);
	}

	/** The `data` member. */
	data(): JsonObject {
		return { status: this.status, ...this.more };
	}

	body(): JsonObject {
		return { code: this.code, message: this.message, data: this.data() };
	}
}

/** One rejected parameter: WordPress' code, its message, and further details. */
export interface ParameterProblem {
	code: string;
	message: string;
	data: JsonObject | null;
}

/** WordPress' answer to parameters that do not fit their schema (WP_REST_Request). */
export function invalidParameters(problems: Record<string, ParameterProblem>): ApiError {
	const names = Object.keys(problems);
	const params: JsonObject = {};
	const details: JsonObject = {};
	for (const name of names) {
		params[name] = problems[name].message;
		details[name] = { ...problems[name] };
	}
	return new ApiError(400, 'rest_invalid_param', `Invalid parameter(s): ${names.join(', ')}`, {
		params,
		details,
	});
}

/** WordPress' error for a body without a required field. */
export function missingParameters(names: string[]): ApiError {
	return new ApiError(
		400,
		'rest_missing_callback_param',
		`Missing parameter(s): ${names.join(', ')}`,
		{ params: names },
	);
}

export function noRoute(): ApiError {
	return new ApiError(
		404,
		'rest_no_route',
		'No route was found matching the URL and request method.',
	);
}

/** A feature of the real store that this simulator lacks: better a loud error than a wrong list. */
export function notSimulated(what: string): ApiError {
	return new ApiError(501, 'sandbox_not_simulated', `The sandbox does not simulate ${what}.`);
}

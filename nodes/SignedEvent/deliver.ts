import type { IExecuteFunctions } from 'n8n-workflow';

import { noAnswer, readAnswer, requestOptions } from '../host/http';

export interface Letter {
	url: string;
	/** The bytes that were signed; they go out as they are. */
	body: Buffer;
	headers: Record<string, string>;
	/** Milliseconds. */
	timeout: number;
}

export type Delivered =
	| { ok: true; url: string; status: number; durationMs: number }
	| {
			ok: false;
			reason: 'address_malformed' | 'no_answer' | 'redirected' | 'refused';
			url: string;
			status?: number;
			durationMs: number;
			message: string;
	  };

/** Posts once. Only a 2xx is success; a redirect is not followed, since it would hand the body on. */
export async function deliver(
	helpers: Pick<IExecuteFunctions['helpers'], 'httpRequest'>,
	{ url, body, headers, timeout }: Letter,
	now: () => number = Date.now,
): Promise<Delivered> {
	const started = now();
	const failed = (
		reason: Extract<Delivered, { ok: false }>['reason'],
		message: string,
		status?: number,
	): Delivered => ({ ok: false, reason, url, status, durationMs: now() - started, message });
	if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
		return failed('address_malformed', `The callback URL ${url} is not a web address.`);
	try {
		const request = requestOptions({ method: 'POST', url, headers, body }, timeout);
		const { status } = readAnswer(await helpers.httpRequest(request));
		if (status >= 200 && status < 300)
			return { ok: true, url, status, durationMs: now() - started };
		const { host } = new URL(url);
		return status >= 300 && status < 400
			? failed('redirected', `${host} redirects (HTTP ${status}). Enter the final address.`, status)
			: failed('refused', `${host} did not take the event (HTTP ${status}).`, status);
	} catch (error) {
		return failed('no_answer', noAnswer(error, url, timeout).problem.message);
	}
}

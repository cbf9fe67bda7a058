import {
	DELIVERY_FAILURE,
	type Delivered,
	type Undelivered,
} from '../../core/envelope/deliverySchemas';
import { readRetryAfter } from '../../core/retryAfter';
import type { Result } from '../../core/result';
import { readNumber } from '../../host/panelValues';
import type { AddressRules } from '../../host/allowedAddress';
import { serverTime } from '../../host/http';
import { checkDestination, type Destination } from './destination';
import type { SignedRequest, PostResponse } from './post';
import { MOST_RETRIES, retryDelay } from './immediateRetries';
import { rejectedByReceiver } from './rejectedByReceiver';

/** What all deliveries share. Clock, randomness and network are passed in. */
export interface Transport {
	post(destination: Destination, request: SignedRequest): Promise<Result<PostResponse>>;
	rules: AddressRules;
	/** Number of immediate retries. */
	retries: number;
	now(): number;
	random(): number;
	/** Waits for that many milliseconds. */
	pause(ms: number): Promise<void>;
}

/**
 * Delivers one message, with immediate retries if the failure may pass within seconds. Only a 2xx is a success.
 *
 * @param sign returns the request for a try. The signature covers the time, so each try needs a new request
 */
export async function deliver(
	transport: Transport,
	url: string,
	sign: (now: number) => SignedRequest,
): Promise<{ outcome: Delivered | Undelivered; request: SignedRequest }> {
	const started = transport.now();
	const retries = readNumber(transport.retries, 0, MOST_RETRIES, 0);
	for (let tries = 1; ; tries++) {
		const request = sign(transport.now());
		const posted = await postOnce(transport, url, request);
		const outcome = { ...posted, durationMs: transport.now() - started };
		if (outcome.ok) return { outcome: { ...outcome, tries }, request };
		const delay = tries <= retries ? retryDelay(outcome, tries, transport.random()) : undefined;
		if (delay === undefined) return { outcome: { ...outcome, tries }, request };
		await transport.pause(delay);
	}
}

type Posted = Omit<Delivered, 'durationMs' | 'tries'> | Omit<Undelivered, 'durationMs' | 'tries'>;

async function postOnce(
	transport: Transport,
	text: string,
	request: SignedRequest,
): Promise<Posted> {
	const destination = await checkDestination(text, transport.rules);
	if (!destination.ok) return { ...destination, url: text };
	const { url } = destination;
	const posted = await transport.post(destination, request);
	if (!posted.ok)
		return { ok: false, reason: DELIVERY_FAILURE.noAnswer, message: posted.problem.message, url };
	const { status, headers, text: answer } = posted.value;
	if (status >= 200 && status < 300 && answer !== STARTING_N8N) return { ok: true, url, status };
	const { reason, message } = rejectedByReceiver(url, status, answer);
	// A date is compared with the receiver's own clock, because this machine's may be wrong.
	const retryAfterMs = readRetryAfter(
		headers['retry-after'],
		serverTime({ headers }, () => transport.now()),
	);
	return {
		...{ ok: false, reason, message, url, status, answer },
		...(retryAfterMs === undefined ? {} : { retryAfterMs }),
	};
}

/** n8n's response to every request, with HTTP 200, until its database is migrated (2.41.1, abstract-server.js). */
const STARTING_N8N = 'n8n is starting up. Please wait';

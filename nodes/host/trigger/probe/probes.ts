import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import { BoundedMap } from '../../../core/cache/boundedMap';
import { isObject, parseJson } from '../../../core/json';
import { bodyForm, type BodyForm } from './bodyForm';
import type { ProbeRecord } from './contradictions';
import { probeBody, probeHeaders, type ProbeSize } from './probeRequest';

/** What the node received of a probe. */
export interface Arrival {
	body: BodyForm;
	bytes: number;
	/** Headers that did not arrive as they were sent. */
	dropped: string[];
}

/** A probe that was sent and has not arrived. */
interface Waiting {
	node: string;
	sent: Buffer;
	headers: Readonly<Record<string, string>>;
	arrive(arrival: Arrival): void;
}

/** A probe to send. */
export interface Probe {
	token: string;
	body: Buffer;
	headers: Record<string, string>;
	/** Resolves when the node has received it, by any route. */
	arrived: Promise<Arrival>;
	/** Ends the wait. */
	end(): void;
}

/** One probe of each node is under way at a time, and each ends within seconds. */
const MOST_WAITING = 1_000;
const MOST_RECORDS = 10_000;

/**
 * The probes that this process has sent. Its key is random and stays in memory, so no other program can make a probe, and
 * each probe is accepted once.
 */
export class Probes {
	/** What is known about the way from the URL to a node, by `nodeKey`. */
	readonly records: Map<string, ProbeRecord> = new BoundedMap(MOST_RECORDS);
	/** Origins at which a probe has reached this process. */
	readonly origins: Map<string, true> = new BoundedMap(MOST_WAITING);
	private readonly key = randomBytes(32);
	private readonly waiting = new BoundedMap<string, Waiting>(MOST_WAITING);

	/**
	 * Makes a probe for a node.
	 *
	 * @param headerNames of the vendor's deliveries, in lower case
	 */
	create(node: string, size: ProbeSize, headerNames: readonly string[]): Probe {
		const nonce = randomBytes(16).toString('base64url');
		const token = `v1.${nonce}.${this.sign(`request ${nonce} ${node}`)}`;
		const body = probeBody(token, size);
		const headers = probeHeaders(token, headerNames);
		const arrived = new Promise<Arrival>((resolve) => {
			this.waiting.set(token, { node, sent: body, headers, arrive: resolve });
		});
		return { token, body, headers, arrived, end: () => void this.waiting.delete(token) };
	}

	/**
	 * Accepts a probe that arrives at a node, once.
	 *
	 * @returns the signed answer, or undefined if this process did not send it to this node
	 */
	accept(
		token: string,
		node: string,
		headers: Readonly<Record<string, string[] | undefined>>,
		body: Buffer,
	): string | undefined {
		const [, nonce = '', mac = ''] = token.split('.');
		const isOwn = isSame(mac, this.sign(`request ${nonce} ${node}`));
		const probe = isOwn ? this.waiting.get(token) : undefined;
		if (probe === undefined || probe.node !== node) return undefined;
		this.waiting.delete(token);
		const dropped = Object.entries(probe.headers)
			.filter(([name, value]) => headers[name]?.length !== 1 || headers[name][0] !== value)
			.map(([name]) => name);
		probe.arrive({ body: bodyForm(probe.sent, body), bytes: body.length, dropped });
		const digest = createHash('sha256').update(body).digest('base64url');
		return JSON.stringify({ signedEventsProbe: this.answerFor(token, digest), digest });
	}

	/** Returns whether a response is the answer of this process to a probe, for the bytes that were sent. */
	isAnswer({ token, body }: Pick<Probe, 'token' | 'body'>, response: string): boolean {
		const digest = createHash('sha256').update(body).digest('base64url');
		const { signedEventsProbe } = readAnswer(response);
		return (
			typeof signedEventsProbe === 'string' &&
			isSame(signedEventsProbe, this.answerFor(token, digest))
		);
	}

	private answerFor(token: string, digest: string): string {
		return this.sign(`answer ${token} ${digest}`);
	}

	private sign(text: string): string {
		return createHmac('sha256', this.key).update(text).digest('base64url');
	}
}

/** What another process of this package answers to a probe that it did not send. */
export interface ForeignAnswer {
	/** `originDigest` of the URL at which that process serves the node. */
	claim: string;
	/** `instanceDigest` of that n8n. */
	instance: string;
}

/** Returns the answer of a process that did not send a probe. */
export function foreignAnswer(token: string, claim: string, instanceId: string): string {
	const answer: ForeignAnswer = { claim, instance: instanceDigest(token, instanceId) };
	return JSON.stringify({ signedEventsProbe: answer });
}

/** Returns a digest of a URL's origin. The caller of a probe knows the URL that it called. */
export function originDigest(url: string): string {
	const origin = URL.canParse(url) ? new URL(url).origin : '';
	return createHash('sha256').update(origin).digest('base64url');
}

/** Returns that answer if a response is one. */
export function readForeignAnswer(response: string): ForeignAnswer | undefined {
	const { signedEventsProbe } = readAnswer(response);
	const { claim, instance } = (signedEventsProbe ?? {}) as Partial<ForeignAnswer>;
	return typeof claim === 'string' && typeof instance === 'string'
		? { claim, instance }
		: undefined;
}

/** Returns a digest that only shows whether two processes have the same instance id, for one probe. */
export function instanceDigest(token: string, instanceId: string): string {
	return createHash('sha256').update(`${token} ${instanceId}`).digest('base64url');
}

function readAnswer(response: string): { signedEventsProbe?: unknown } {
	const parsed = parseJson(response);
	return parsed.ok && isObject(parsed.value) ? parsed.value : {};
}

function isSame(text: string, other: string): boolean {
	const [a, b] = [Buffer.from(text), Buffer.from(other)];
	return a.length === b.length && timingSafeEqual(a, b);
}

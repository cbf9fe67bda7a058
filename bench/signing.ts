import { createHmac, createSecretKey } from 'node:crypto';

import { CloudEvent, HTTP } from 'cloudevents';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';

import type { EnvelopeName } from '../nodes/core/envelope/envelopes';
import type { NormalizedEvent } from '../nodes/core/event';
import type { SignatureScheme } from '../nodes/core/envelope/verifySignedEvent';
import type { ParsedEvent } from '../nodes/SignedEvent/emit/parseItem';
import { SIZES } from './bodies';
import { compare, type Side } from './compare';
import { orderEvent } from './orderEvent';
import { shipped } from './shipped';
import type { Row, Table } from './table';

const { ENVELOPES } =
	shipped<typeof import('../nodes/core/envelope/envelopes')>('core/envelope/envelopes');
const { instanceOf } = shipped<typeof import('../nodes/core/envelope/cloudElementsEnvelope')>(
	'core/envelope/cloudElementsEnvelope',
);
const { toCloudEvent } = shipped<typeof import('../nodes/core/envelope/cloudEvents')>(
	'core/envelope/cloudEvents',
);
const { readSigner } = shipped<typeof import('../nodes/SignedEvent/keys')>('SignedEvent/keys');
const { toMessages } = shipped<typeof import('../nodes/SignedEvent/emit/toMessages')>(
	'SignedEvent/emit/toMessages',
);

const SECRET = Buffer.from('a-signature-secret-of-32-letters');
const WHSEC = `whsec_${SECRET.toString('base64')}`;
const instance = instanceOf('workflow');
const now = Date.now();

interface Case {
	name: string;
	envelope: EnvelopeName;
	signature: SignatureScheme;
	/** What others need for the same; each gives a body and its signature. */
	rivals: (event: NormalizedEvent) => Side[];
}

const standard = new StandardWebhook(WHSEC);
const svix = new SvixWebhook(WHSEC);

const CASES: Case[] = [
	{
		name: 'Event, Standard Webhooks',
		envelope: 'event',
		signature: 'standardWebhooks',
		rivals: (event) => [
			{
				name: 'standardwebhooks',
				work: () => standard.sign(event.id, new Date(now), JSON.stringify(event)),
			},
			{ name: 'svix', work: () => svix.sign(event.id, new Date(now), JSON.stringify(event)) },
		],
	},
	{
		name: 'CloudEvent, Standard Webhooks',
		envelope: 'cloudEventsStructured',
		signature: 'standardWebhooks',
		rivals: (event) => [
			{
				name: 'cloudevents + svix',
				work: () => {
					const { body } = HTTP.structured(new CloudEvent({ ...toCloudEvent(event) }));
					return svix.sign(event.id, new Date(now), body as string);
				},
			},
		],
	},
	{
		name: 'Cloud Elements, its own signature',
		envelope: 'cloudElements',
		signature: 'cloudElements',
		rivals: () => [],
	},
];

/** From an event to the bytes and headers that go out. */
export async function signing(): Promise<Table[]> {
	const rows: Row[] = [];
	for (const [size, bytes] of Object.entries(SIZES))
		for (const one of CASES)
			rows.push({
				envelope: one.name,
				event: size,
				...(await measure(one, orderEvent(bytes, now))),
			});
	return [
		{
			title: 'Signing and envelopes',
			legend:
				'Time from an event to signed bytes, as a multiple of the floor (one JSON.stringify of the same envelope and one HMAC). Also the time of the alternatives as a multiple of our time.',
			rows,
		},
	];
}

async function measure(
	{ envelope, signature, rivals }: Case,
	event: NormalizedEvent,
): Promise<Row> {
	const signer = readSigner([signature], { signatureSecret: WHSEC });
	if (!signer.ok) throw new Error(signer.message);
	const { value: sign } = signer;
	const taken: ParsedEvent[] = [
		{
			kind: 'event',
			keys: [{ marks: [event.id], skippedBy: [event.id] }],
			item: 0,
			event,
			callbackUrl: '',
		},
	];
	const settings = { envelope, instance, batchSize: 10, perItem: [] };
	const { body } = ENVELOPES[envelope].wrap([event], { instance, now });
	const wrapped = JSON.parse(body.toString('utf8')) as unknown;
	const key = createSecretKey(signature === 'cloudElements' ? Buffer.from(WHSEC) : SECRET);
	const prefix = signature === 'cloudElements' ? '' : `${event.id}.${Math.floor(now / 1000)}.`;
	const sides: Side[] = [
		{
			name: 'floor',
			work: () => {
				const bytes = Buffer.from(JSON.stringify(wrapped));
				return createHmac('sha256', key).update(prefix).update(bytes).digest('base64');
			},
		},
		{
			name: 'ours',
			work: () =>
				toMessages(taken, settings, now).map((message) => sign(message.id, message.body, now)),
		},
		...rivals(event),
	];
	const { ours, ...others } = await compare(sides);
	return {
		'÷ floor': {
			value: ours,
			goal: { atMost: 1.1 },
			...(body.length < 100_000 && { note: 'small' }),
		},
		...Object.fromEntries(
			sides
				.slice(2)
				.map(({ name }) => [
					`${name} ÷ ours`,
					{ value: others[name] / ours, goal: { atLeast: 1 } },
				]),
		),
	};
}

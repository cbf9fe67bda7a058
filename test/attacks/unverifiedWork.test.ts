/**
 * Measures what a forged delivery of the Signed Webhook Trigger costs. A stranger can compress 16 MB to 16 KB. So the node
 * must not parse a large body, or search for a cause, before it has verified the signature. The tests count work, not time.
 */
import { diagnose } from '../../nodes/core/signature/diagnose';
import type { Provider } from '../../nodes/core/signature/scheme';
import { ok } from '../../nodes/core/result';
import { REJECTION, type Delivery } from '../../nodes/core/vendor';
import { newProcessState } from '../../nodes/host/trigger/processState';
import type { TriggerConfig } from '../../nodes/host/trigger/triggerConfig';
import { CredentialCache } from '../../nodes/host/trigger/delivery/credentialCache';
import { receive } from '../../nodes/host/trigger/delivery/receive';
import { PROVIDERS } from '../../nodes/SignedWebhook/providers';
import { signedWebhooks } from '../../nodes/SignedWebhook/vendor';
import { genuine, NOW, pairOf } from '../signedWebhooks/genuine';
import { CREDENTIAL, FakeNode, fakeRequest } from '../unit/host/fakes';

const FORM = 'application/x-www-form-urlencoded';
const MOST_PARSED = 256 * 1024;
const MOST_VALUES = 10_001;
const MOST_FIELDS = 1_000;

const BODIES: ReadonlyArray<readonly [what: string, body: string]> = [
	['many long integers', `[${'9007199254740993,'.repeat(50_000)}1]`],
	['many objects', `{"events":[${'{},'.repeat(100_000)}{}]}`],
	['many objects in few bytes', `[${'{},'.repeat(20_000)}{}]`],
	['many fields', 'a&'.repeat(100_000)],
	['many long fields', 'a=%41%41%41&'.repeat(50_000)],
];

/** What was parsed and decoded since the last `clear`. */
const work = { bytes: 0, values: 0, fields: 0, written: 0 };
const clear = () => Object.assign(work, { bytes: 0, values: 0, fields: 0, written: 0 });
const most = (name: keyof typeof work, count: number) => (work[name] = Math.max(work[name], count));
const { parse, stringify } = JSON;
const Fields = globalThis.URLSearchParams;

beforeAll(() => {
	JSON.parse = (text: string, ...more: []) => {
		most('bytes', text.length);
		most('values', text.split(',').length);
		return parse(text, ...more) as unknown;
	};
	JSON.stringify = (value: unknown, ...more: [never?, number?]) => {
		const text = stringify(value, ...more);
		most('written', text?.length ?? 0);
		return text;
	};
	globalThis.URLSearchParams = class extends Fields {
		constructor(...given: ConstructorParameters<typeof Fields>) {
			super(...given);
			most('fields', String(given[0] ?? '').split('&').length);
		}
	};
});
afterAll(() => {
	Object.assign(JSON, { parse, stringify });
	globalThis.URLSearchParams = Fields;
});

function forge(row: Provider, body: string): Delivery {
	const delivery = genuine(row, pairOf(row, 'theirs'));
	const isForm = delivery.headers['content-type']?.includes(FORM) === true;
	return {
		...delivery,
		headers: { ...delivery.headers, 'content-type': isForm ? FORM : 'application/json' },
		body: Buffer.from(body),
	};
}

describe.each(BODIES)('a forged delivery of %s', (_what, body) => {
	it('is neither parsed nor decoded, for any provider', () => {
		for (const row of PROVIDERS) {
			const delivery = forge(row, body);
			const keys = { ...pairOf(row), verifyToken: '' };
			clear();
			const verdict = signedWebhooks.verify(delivery, { row, keys });
			expect([row.key, verdict]).toMatchObject([row.key, { ok: false }]);
			const isBounded = [
				work.bytes <= MOST_PARSED,
				work.values <= MOST_VALUES,
				work.fields <= MOST_FIELDS,
			];
			expect([row.key, isBounded]).toEqual([row.key, [true, true, true]]);
		}
	});
});

const GITHUB = PROVIDERS.find(({ key }) => key === 'github') as Provider;

describe('the cause of a rejection', () => {
	const KEYS = { ...pairOf(GITHUB), verifyToken: '' };

	it('is searched for the few lines that are logged, and not for each forged request', async () => {
		const search = jest.fn(() => undefined);
		const config = {
			vendor: { ...signedWebhooks, diagnose: search },
			credentialType: () => CREDENTIAL,
			connect: () => ok({ row: GITHUB, keys: KEYS }),
		} as unknown as TriggerConfig<never, never>;
		const node = new FakeNode();
		node.mode = 'webhook';
		const state = newProcessState(() => 0);
		let read = 0;
		const pause = async (ms: number) => void (read += ms);
		state.credentialCache = new CredentialCache(() => read, pause);
		for (let number = 0; number < 100; number++) {
			const { body } = forge(GITHUB, `{"number":${number}}`);
			const request = fakeRequest(body, { 'x-hub-signature-256': [`sha256=${'0'.repeat(64)}`] });
			await receive(node.webhook(request), config, state, () => NOW);
			expect(node.response.statusCode).toBe(401);
		}
		expect(search.mock.calls.length).toBeLessThanOrEqual(5);
		expect(node.log).toHaveLength(search.mock.calls.length);
	});

	it('is searched without making some KB of deep JSON a thousand times as long', () => {
		const deep = `${'['.repeat(490)}${'[],'.repeat(20_000)}[]${']'.repeat(490)}`;
		clear();
		diagnose(GITHUB, forge(GITHUB, deep), KEYS, REJECTION.signatureMismatch, PROVIDERS);
		expect(work.written).toBeLessThan(20 * deep.length);
	});
});

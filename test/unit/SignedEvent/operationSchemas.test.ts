import {
	convertedInstance,
	rejectedRequest,
	verifiedRequest,
} from '../../../nodes/SignedEvent/operationSchemas';
import { seed, SEED_NAMES } from './convert/seeds';
import { event, execute } from './node';

const credential = { signatureSecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };

async function verify(scheme: string, change = '') {
	const signing = { envelope: 'event', signature: [scheme] };
	const [[{ json }]] = await execute({ parameters: signing, credential }, event('1'));
	const { body, headers } = json;
	const parameters = {
		...{ operation: 'verify', schemes: [scheme], headers },
		body: `${String(body)}${change}`,
	};
	return (await execute({ parameters, credential }, {})).map((items) => items[0]?.json);
}

/* n8n's editor shows these members before a node has run (gulp/nodeSchemas.ts). */
describe('the schema of the items of', () => {
	it.each(['standardWebhooks', 'cloudElements'])('Verify accepts those of %s', async (scheme) => {
		const [verified] = await verify(scheme);
		expect(() => verifiedRequest.strict().parse(verified)).not.toThrow();
		const [, rejected] = await verify(scheme, ' ');
		expect(() => rejectedRequest.strict().parse(rejected)).not.toThrow();
	});

	it.each(SEED_NAMES)('Convert Instance accepts that of %s', async (name) => {
		const parameters = { operation: 'convertInstance', instance: seed(name) };
		const [converted] = await execute({ parameters }, {});
		expect(converted.length).toBeGreaterThan(0);
		for (const { json } of converted)
			expect(() => convertedInstance.strict().parse(json)).not.toThrow();
	});
});

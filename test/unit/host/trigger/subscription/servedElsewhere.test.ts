import { isServedElsewhere } from '../../../../../nodes/host/trigger/subscription/servedElsewhere';

const HERE = 'https://n8n.example/webhook/one/webhook';

describe('the question whether another n8n serves a node', () => {
	const ask = async (address: string) => {
		const asked: string[] = [];
		const httpRequest = async ({ url }: { url: string }) => {
			asked.push(url);
			return { statusCode: 421, headers: {}, body: '' };
		};
		const answer = await isServedElsewhere({ helpers: { httpRequest } } as never, address, HERE);
		return { answer, asked };
	};

	it('goes to the old address', async () => {
		const address = 'https://old.example/webhook/one/webhook';
		expect(await ask(address)).toEqual({ answer: true, asked: [address] });
	});

	it.each(['169.254.169.254', '[fd00:ec2::254]', 'metadata.google.internal'])(
		'never goes to a metadata service, which the vendor may name: %s',
		async (host) => {
			const answer = await ask(`http://${host}/webhook/one/webhook`);
			expect(answer).toEqual({ answer: false, asked: [] });
		},
	);
});

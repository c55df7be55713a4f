import { codedError } from '@kontor/subgraph';

export const takenError = (column: 'handle' | 'email') =>
  column === 'handle'
    ? codedError('HANDLE_TAKEN', 'Somebody else has this handle. Choose another one.')
    : codedError('EMAIL_TAKEN', 'A user with this e-mail address is registered already.');

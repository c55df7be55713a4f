/** What people write. `{article}` is the article's kind in lower case. */
export interface Phrases {
  titles: readonly string[];
  openings: readonly string[];
  details: readonly string[];
  closings: readonly string[];
}

export type Rating = 1 | 2 | 3 | 4 | 5;

export const PHRASES: Readonly<Record<Rating, Phrases>> = {
  5: {
    titles: [
      'Exactly what I hoped for',
      'Would buy again',
      'Lovely',
      'Better than the pictures',
      'A keeper',
      'Worth every cent',
      'Five stars, no doubt',
      'My favourite purchase this year',
    ],
    openings: [
      'I looked for a {article} like this for months.',
      'The {article} arrived two days early and well packed.',
      'This is our second {article} from here.',
      'I was sceptical about buying a {article} online, and I was wrong.',
      'Bought as a gift and nearly kept it.',
      'We use the {article} every single day.',
    ],
    details: [
      'The finish is flawless, even in the places nobody sees.',
      'It feels solid and looks far more expensive than it was.',
      'Colour and size are just as described.',
      'Everything fits, nothing wobbles, nothing smells.',
      'Friends keep asking where it is from.',
      'You notice that somebody thought about the details.',
    ],
    closings: [
      'Highly recommended.',
      'I would order it again tomorrow.',
      'Thank you!',
      'Already thinking about a second one.',
      'No complaints at all.',
      '',
    ],
  },
  4: {
    titles: [
      'Very good, small flaw',
      'Happy with it',
      'Solid choice',
      'Almost perfect',
      'Good value',
      'Does what it should',
    ],
    openings: [
      'All in all a very good {article}.',
      'The {article} does its job and looks nice doing it.',
      'Good {article} for the price.',
      'We have had the {article} for three months now.',
      'Nice {article}, quickly delivered.',
    ],
    details: [
      'The only thing I would change is the manual.',
      'A little smaller than I imagined, so do measure.',
      'One tiny scratch on the underside, not worth sending it back.',
      'The colour is a touch darker than on my screen.',
      'It took a few days until the smell of new was gone.',
    ],
    closings: [
      'Still, I would buy it again.',
      'Recommended with that in mind.',
      'One star off for that.',
      'We are happy with it.',
      '',
    ],
  },
  3: {
    titles: ['It is all right', 'Mixed feelings', 'Average', 'Not bad, not great', 'Expected a bit more'],
    openings: [
      'The {article} is fine, no more and no less.',
      'I wanted to like this {article} more than I do.',
      'For this price I expected a better {article}.',
      'The {article} itself is good, the delivery was not.',
    ],
    details: [
      'The material feels thinner than it looks.',
      'It came two weeks later than promised.',
      'One of the parts did not quite line up.',
      'Useful, but the finish could be better.',
    ],
    closings: ['It will do.', 'I keep it, but I would not buy it twice.', 'Maybe I was unlucky.', ''],
  },
  2: {
    titles: ['Disappointed', 'Not for me', 'Looks better than it is', 'Too expensive for what it is'],
    openings: [
      'Sadly the {article} is not what I expected.',
      'The {article} looks good from a distance.',
      'After four weeks the {article} already shows its age.',
    ],
    details: [
      'The surface marks as soon as you touch it.',
      'It wobbles, and tightening the screws did not help.',
      'The colour has little to do with the picture.',
      'It arrived with a dent.',
    ],
    closings: [
      'Support was friendly, at least.',
      'I am thinking about sending it back.',
      'I would choose another one.',
      '',
    ],
  },
  1: {
    titles: ['Sent it back', 'Broken on arrival', 'Do not buy', 'Never again'],
    openings: [
      'The {article} arrived broken.',
      'The {article} did not survive the first week.',
      'I have rarely seen a {article} made with so little care.',
    ],
    details: [
      'Half of the screws were missing.',
      'It came apart in my hands.',
      'Nothing about it matches the description.',
    ],
    closings: ['It went back the same day.', 'Waiting for my refund.', 'A pity.', ''],
  },
};

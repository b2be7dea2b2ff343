import type { Phrases } from '../phrases.ts'

export const phrases: Phrases = {
  customer: {
    greetings: {
      formal: ['Dear Sir or Madam,', 'Dear Maison Bleuet,', 'To whom it may concern,', 'Good morning,'],
      plain: ['Hello,', 'Hi,', 'Good morning,', 'Good evening,', 'Dear team,'],
      casual: ['Hi', 'Hey,', 'Hello!', 'Hi there,', 'Bonjour!', ''],
    },
    goodbyes: {
      formal: [
        'Yours faithfully,',
        'Kind regards,',
        'I look forward to hearing from you.',
        'With thanks,',
        'Yours sincerely,',
      ],
      plain: [
        'Kind regards,',
        'Best wishes,',
        'Many thanks,',
        'Thank you,',
        'Best,',
        'Thanks for your help,',
      ],
      casual: ['Thanks!', 'Thanks', 'Cheers', 'Ta', 'Best', '', 'Merci!'],
    },
    devices: ['Sent from my iPhone', 'Sent from my phone', 'Sent from my Galaxy', 'Sent from my tablet'],
    context: {
      any: [
        "I've been ordering from you for {years} years.",
        "I've already recommended you to friends.",
        'I tried the phone without success.',
        "I'm writing from work, please excuse the brevity.",
        'It usually goes so well with you.',
        'My account is under {last}.',
        'My French is not good enough to call, sorry.',
        'I chose you for your French-grown flowers.',
        'Apologies for the long message.',
        'I live in England and you are my way of being there.',
        'A friend in {city} told me about you.',
        'I mostly read e-mail in the evening.',
        'You can also leave a message on +44 7700 900{phone3}.',
        "I'm travelling this week.",
        "I'm {first}, we've written before.",
        'This is the first time I write to you.',
      ],
      order: [
        'This is my first order with you.',
        'Order number {order}, just in case.',
        '{Recipient} lives in {city}, by the way.',
        'I ordered from my phone.',
        'The confirmation came on {orderDay}.',
        'The total was {amount}, delivery included.',
        'I left a note for the driver.',
        "It's a present for {occasion}.",
        'I kept all your e-mails.',
      ],
    },
    chasers: {
      any: [
        "I'm following up, as I've had no reply to my message of {day}.",
        'Did you get my message?',
        'A gentle reminder, nothing from you since {day}.',
        'Unless I missed it, my e-mail went unanswered.',
        "I expect you're swamped, but a word from you would help.",
        'Still no answer, is that normal?',
      ],
      order: [
        'Still no answer... I was counting on it for {occasion}.',
        'Coming back to you about order {order}.',
        'Any news for {recipient}?',
        'Could you at least tell me whether {order} is being looked at?',
      ],
    },
    thanks: {
      any: [
        "Thank you so much {adviser}, that's perfect.",
        'Great, thanks for the quick answer!',
        "Thanks, that's a relief.",
        'Noted, thank you {adviser}.',
        'Perfect. Thank you for being so kind.',
        'Many thanks {adviser}, this is how care should be.',
        "Thank you for taking the time, it's rare.",
        "OK that's clear, thanks.",
        'Thank you for being so efficient. Have a good day.',
        "I wasn't expecting that much, thank you {adviser}.",
        'Understood, have a good day {adviser}.',
        'Thanks for explaining, I see now.',
        'Exactly what I needed, thank you {adviser}.',
        "Very well, I'll do as you say.",
      ],
      order: [
        'Thanks, {recipient} will be delighted.',
        "Very well, I'll wait until {nextDay}. Thanks.",
        "Received. I'll let you know if anything goes wrong.",
        'Thank you for the gesture, very graceful.',
        '{Recipient} has just called, all is well. Thanks!',
        'Thanks for {city}, fingers crossed.',
        "Thanks, you've gone up in my esteem.",
      ],
    },
    unhappy: {
      any: [
        'Your answer reads like a ready-made message.',
        "That isn't what I asked. Please read my message again.",
        'So if I follow, I am the one who has to wait.',
        "I hope you'll keep your word this time, {adviser}.",
        'Noted, but I am disappointed with the answer.',
        "I'll leave a review, then.",
      ],
      order: [
        "I'm not convinced. It doesn't make up for {occasion}.",
        "Noted, but I won't be ordering from you again.",
        "For {amount} worth of flowers that isn't much.",
        'You say {nextDay}, but I was already told {day}.',
      ],
    },
    comebacks: {
      any: [
        "I'm afraid the problem is back.",
        'Same trouble as last time.',
        'I thought it was settled, but not quite.',
        'Your colleague promised me a call that never came.',
      ],
      order: [
        'In the end nothing came on {nextDay} as planned.',
        'I thought it was settled but the refund is not complete.',
        'Sorry to open this again, but {recipient} is still waiting.',
        'Same trouble as last time, order {order}.',
      ],
    },
  },
  followUps: {
    any: [
      {
        asks: 'Is there anything I should do?',
        answer: 'Nothing to do on your side, everything is arranged.',
      },
      {
        asks: 'Does that also apply to a next order?',
        answer: 'Yes, it is noted on your record and holds from now on.',
      },
      {
        asks: 'Do you deliver outside France? I have an aunt in Belgium.',
        answer: 'We also deliver in Belgium and Luxembourg, from Tuesday to Friday.',
      },
      {
        asks: 'Could I come to the {store} shop if need be?',
        answer: 'Of course, the {store} team has been told and will be expecting you.',
      },
      {
        asks: 'One last question: whom should I write to next time?',
        answer: 'Simply answer this message: it finds your file and reaches whoever is free.',
      },
      {
        asks: 'Does it change anything for my loyalty points?',
        answer: 'Your points do not move, they are added as usual.',
      },
    ],
    order: [
      {
        asks: 'One last question: will the invoice also be in the name of {last}?',
        answer: 'Yes, the invoice is in the name of {last}. I can change it if you wish.',
      },
      {
        asks: 'While we are at it, can a vase be added to order {order}?',
        answer: 'The Opale vase is added to order {order}, for €12 to be paid on delivery.',
      },
      {
        asks: 'Will the driver call before coming to {city}?',
        answer: 'Yes, the driver always calls ten minutes before.',
      },
      {
        asks: 'Could I change the card at the same time?',
        answer: 'Of course. Send me the new text, the card is printed the evening before.',
      },
      {
        asks: 'And if nobody is in on {nextDay}, what happens?',
        answer: 'If nobody is in, he comes back the next day and the bouquet is kept cool.',
      },
      {
        asks: 'And for {recipient}, should anything special be arranged?',
        answer: 'A clean vase and fresh water, nothing more. A small sheet comes with the bouquet.',
      },
    ],
  },
  adviser: {
    greetings: ['Dear {title},', 'Hello {first},', 'Dear {title},'],
    openings: {
      any: [
        'Thank you for your message.',
        'Thank you for writing to us.',
        'I have read your message carefully.',
        'I am looking after your request.',
        'Your message has reached us.',
        'I am taking over your request.',
        '',
      ],
      order: [
        'I have your order in front of me.',
        'Thank you for taking the trouble to tell us.',
        'Thank you for all these details.',
      ],
    },
    laterOpenings: ['Thank you for these details.', 'Thank you for your answer.', 'Noted, thank you.', ''],
    backOpenings: [
      'Here I am again, with news.',
      'As promised, here is what follows.',
      'I have the answer I was waiting for.',
      'Thank you for your patience.',
    ],
    lateOpenings: [
      'Please forgive this late answer.',
      'You waited too long for our answer, and I apologise.',
      'Thank you for your patience, it has been a very busy day.',
    ],
    holding: {
      any: [
        'I have put the question to the team concerned. You will have their answer tomorrow at the latest.',
        'I am finding out and will answer before tonight.',
        "I need a colleague's opinion, and will be back within 24 hours.",
      ],
      order: [
        'I am asking the workshop and will answer before tonight.',
        'I have put the question to the {store} shop. You will have their answer tomorrow at the latest.',
        'The courier is calling me back this afternoon: I will write as soon as I know.',
        'I am checking order {order} with the workshop and will come back to you.',
      ],
    },
    toChaser: {
      any: [
        'You were right to chase me.',
        'Here at last is the answer I owed you.',
        'I understand your impatience, here is where we are.',
        'Your message was not forgotten, it was waiting its turn in a busy week.',
      ],
      order: ['Your message was not forgotten, I was waiting for the depot.'],
    },
    toUnhappy: {
      any: [
        'That is a fair remark. I will call you on {nextDay} at 10 to talk it over, if you agree.',
        'You are right to say so. I have read your first message again with my supervisor, and will answer point by point before tonight.',
      ],
      order: [
        'I understand, and I have no excuse to offer. I am adding {refund} to the refund and remain your contact for what follows.',
        'You are right to say so. I spoke with my supervisor: the full amount is refunded.',
        'My answer was not precise enough. In plain words: I am following order {order} myself, and voucher {code} is yours whatever happens.',
      ],
    },
    toComeback: {
      any: [
        'Thank you for coming back to us. I am going through your file from the start, and you will have a full answer before tonight.',
        'I also thought this was settled. I am taking it in hand right away, with a colleague.',
      ],
      order: [
        'This second incident should not have happened. The refund of {refund} leaves now.',
        'Thank you for coming back to us. A new bouquet leaves on {nextDay}, and I am following it to the door.',
      ],
    },
    toThanks: [
      'With pleasure, {first}. Have a lovely day.',
      'Thank you, and see you soon at Maison Bleuet.',
      'Your note made my day. Enjoy the end of the week.',
      'You are most welcome, {first}. Take good care of your flowers!',
    ],
    closings: [
      'I am here if you need anything.',
      'You can answer this message, it comes straight to me.',
      'Tell me if this suits you.',
      'You can write to me here at any time.',
      'Thank you for your trust.',
      '',
      '',
    ],
    pendingClosings: [
      'I will write as soon as there is news.',
      'I will see this through.',
      'Thank you for your patience.',
      '',
    ],
    goodbyes: ['Best wishes,', 'Kind regards,', 'Have a lovely day,', 'With kind regards,', 'All the best,'],
  },
  notes: {
    any: [
      'Prefers e-mail, do not call before 5 pm.',
      'Same address as last week, probably the same household.',
      'Has written about this before, see the previous conversation.',
      'Brisk but kind on the phone.',
      'Passed on to the website team.',
    ],
    order: [
      'Checked with the {store} depot: parcel left on the dock, the driver goes again on {nextDay}.',
      'Loyal customer, already one delay this year. I added voucher {code}.',
      'Photo sent to the workshop, batch of {flowers} to check.',
      'Called the courier: incomplete street number on {order}.',
      'Refund of {refund} entered, to be checked tomorrow.',
      'To watch: second contact about {order}.',
      'The {store} shop confirms by phone.',
      'Nora agrees to a gesture above €30.',
      'Waiting for proof of delivery before refunding.',
      'Invoice {invoice} reissued by accounts.',
    ],
  },
  closingNotes: [
    'Answered',
    'Sent again, delivery charge refunded',
    'Refunded',
    'Solved at first contact',
    'Voucher given',
    'The shop takes over',
    'No further word from the customer',
    'Information given',
  ],
  outbound: [
    {
      subject: 'Your delivery on {date}',
      text: 'Your {bouquet} bouquet will be delivered on {date} between 9 am and 1 pm in {city}. If the date no longer suits, simply answer this message.',
    },
    {
      subject: 'Your order {order}: one detail',
      text: 'We are missing the door code for the delivery in {city}, planned on {date}. Could you tell us?',
    },
    {
      subject: 'A possible delay on your order {order}',
      text: 'The {store} depot expects a difficult day. Your bouquet may come in the afternoon rather than the morning; I would rather tell you beforehand.',
    },
    {
      subject: 'About the {flowers} in your order',
      text: 'The {flowers} harvest suffered this week. I can replace them with flowers of the same value in order {order}, or deliver two days later. Which would you prefer?',
    },
    {
      subject: 'Following up',
      text: 'As promised, I am coming back to you about order {order}. Were the flowers liked?',
    },
  ],
}

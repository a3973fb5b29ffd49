internal import ArgumentParser
internal import Reconciler

/// What costs are reckoned with.
struct PriceOptions: ParsableArguments {
    @Option(
        name: .customLong("training-price"),
        help: ArgumentHelp(
            "What an hour of training costs, for the costs that are shown. Without it 1.00 is assumed.",
            valueName: "USD"
        ),
        transform: { text in
            guard let price = TrainingPrice(text) else {
                throw ValidationError("'\(text)' is no price in dollars from 0 to 10000, as in 1 or 1.25.")
            }
            return price
        }
    )
    var givenPrice: TrainingPrice?

    var price: TrainingPrice { givenPrice ?? .assumed }
}

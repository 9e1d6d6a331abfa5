namespace InferenceKit.DataPlane.Execution;

/// <summary>A user of threads of the <see cref="ThreadBudget"/>: the scheduler of one version.</summary>
internal interface IThreadUser
{
    /// <summary>The model's share against others'.</summary>
    int Weight { get; }

    /// <summary>Thread time so far, divided by the weight; the budget's own account, under its lock.</summary>
    double Account { get; set; }

    /// <summary>Whether it stands in line; the budget's own note.</summary>
    bool IsInLine { get; set; }

    /// <summary>A thread may be free now, after one was refused.</summary>
    void OnThreadFree();
}
